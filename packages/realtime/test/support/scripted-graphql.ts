/** Sockets of GraphQL whose other end is a test: it takes what the client sends, and says what it wants. */

import type { Socket, SocketConstructor } from "../../src/ports.ts";
import { settled } from "./manual-clock.ts";

interface Message {
  readonly type: string;
  readonly id?: string;
  readonly payload?: Record<string, unknown> | readonly unknown[];
}

/** One socket, as its other end sees it. */
export class ScriptedSocket implements Socket {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSING = 2;
  static readonly CLOSED = 3;
  readyState = 0;
  /** What the client sent. */
  readonly sent: Message[] = [];
  onopen: (() => void) | null = null;
  onmessage: Socket["onmessage"] = null;
  onclose: Socket["onclose"] = null;
  onerror: Socket["onerror"] = null;

  send(data: string): void {
    this.sent.push(JSON.parse(data) as Message);
  }

  close(code = 1000): void {
    this.cut(code);
  }

  /** Opens, and is told the credential. */
  async open(): Promise<void> {
    this.readyState = 1;
    this.onopen?.();
    await settled();
  }

  /** Opens, and takes the credential. */
  async acknowledge(): Promise<void> {
    await this.open();
    await this.say({ type: "connection_ack", payload: {} });
  }

  async say(message: Message): Promise<void> {
    this.onmessage?.({ data: JSON.stringify(message) });
    await settled();
  }

  cut(code: number = 1006, hint?: object): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.onclose?.({ code, reason: hint ? JSON.stringify(hint) : "" });
  }

  /** What was sent of this type. */
  got(type: string): Message[] {
    return this.sent.filter((message) => message.type === type);
  }
}

/** Every socket that a client opens, and what opens them. */
export function scriptedSockets(): { readonly sockets: ScriptedSocket[]; readonly WebSocket: SocketConstructor } {
  const sockets: ScriptedSocket[] = [];
  const WebSocket = class extends ScriptedSocket {
    constructor(_url: string, _protocols: string[]) {
      super();
      sockets.push(this);
    }
  };
  return { sockets, WebSocket };
}
