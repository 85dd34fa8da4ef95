import type { Reply } from "../pipeline/exchange.ts";

/** A frame that is sent to many. It stays the same object. */
export interface SharedFrame {
  readonly text: string;
}

/** The side of a connection that leads to the client. There is no transport in here: doors have them. */
export interface SocketPort {
  /** Sends a text frame. */
  send(text: string): void;
  /**
   * The same with one that goes to many: a transport may keep what it has made of it. Absent where there is nothing to keep.
   *
   * @returns bytes that wait to be written
   */
  share?(frame: SharedFrame): number;
  /** Closes the connection. */
  close(code: number, reason: string): void;
  /** Ends the connection as a lost network does. */
  drop(): void;
  /** Bytes that wait to be written. */
  readonly bufferedAmount: number;
}

/** The side of a connection that the client's frames come in by. */
export interface SocketReceiver {
  /** Takes a frame: a text, or anything else for a binary one. */
  receive(data: unknown): void;
  /** The connection is over, whoever ended it. */
  lost(): void;
  /** The server goes away: the connection is closed, and its client told when to come back. */
  goAway(): void;
}

/** What a client asks for before there is a socket. */
export interface SocketRequest {
  /** The subprotocols that it offers. */
  readonly protocols: readonly string[];
  /** The header `Origin`; null where there is none. */
  readonly origin: string | null;
  /** Where it comes from; null where nothing tells. */
  readonly address: string | null;
}

/** What becomes of that: a subprotocol and the rest of the connection, or an answer that says why not. */
export type Handshake =
  | { readonly ok: true; readonly protocol: string; readonly attach: (port: SocketPort) => SocketReceiver }
  | { readonly ok: false; readonly reply: Reply };
