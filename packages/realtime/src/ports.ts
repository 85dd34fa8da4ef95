/** What the sockets take from outside beside what @plinto/core takes: the socket itself and the page. */

/** The part of a WebSocket that is used: those of browsers, of Node and of the package `ws` fit. */
export interface Socket {
  /** Sends a text frame. */
  send(data: string): void;
  /** Closes the connection. */
  close(code?: number, reason?: string): void;
  /** Written as method types, so that sockets with events of their own fit. */
  onmessage: { receive(event: { data: unknown }): void }["receive"] | null;
  onclose: { receive(event: { code: number; reason: string }): void }["receive"] | null;
  onerror: { receive(event: never): void }["receive"] | null;
}

/** Opens a socket. The global `WebSocket` fits, and so does that of a mock. */
export type SocketConstructor = new (url: string, protocols: string[]) => Socket;

/** What a page can tell. `wake`: the machine has slept, where something tells. */
export type PageSignal = "online" | "offline" | "visible" | "hidden" | "pageshow" | "wake";

/** The page that the client lives in. */
export interface Page {
  /** Whether somebody can see it. */
  isVisible(): boolean;
  /** Whether there is a network. */
  isOnline(): boolean;
  /** Calls `listener` for each signal; returns a disposer. */
  subscribe(listener: (signal: PageSignal) => void): () => void;
}
