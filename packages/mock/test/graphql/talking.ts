import type { Mock } from "../../src/index.ts";

/** A message of `graphql-transport-ws`. */
export type Message = Record<string, any> & { readonly type: string };

/** A client that speaks the protocol by hand, and hears what comes in order. */
export interface Talk {
  say(message: unknown): void;
  /** What the server's last ping said. */
  pinged: Message | undefined;
  /** The next message. */
  hear(): Promise<Message>;
  /** How it was closed. */
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  close(): void;
}

/** Opens a socket to GraphQL. */
export function talk(mock: Mock, { answersPings = true }: { readonly answersPings?: boolean } = {}): Talk {
  const socket = new mock.WebSocket(`${mock.baseUrl}/v1/graphql`, ["graphql-transport-ws"]);
  const heard: Message[] = [];
  const waiting: ((message: Message) => void)[] = [];
  const toSay: string[] = [];
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(data as string) as Message;
    // Somebody who lives answers.
    if (message.type === "ping" && answersPings) {
      self.pinged = message;
      return socket.send('{"type":"pong"}');
    }
    const next = waiting.shift();
    if (next) next(message);
    else heard.push(message);
  };
  socket.onopen = () => toSay.splice(0).forEach((text) => socket.send(text));
  const closed = new Promise<{ code: number; reason: string }>((resolve) => (socket.onclose = ({ code, reason }) => resolve({ code, reason })));
  const self: Talk = {
    pinged: undefined,
    say(message) {
      const text = typeof message === "string" ? message : JSON.stringify(message);
      if (socket.readyState === 0) toSay.push(text);
      else socket.send(text);
    },
    hear: () => {
      const next = heard.shift();
      return next ? Promise.resolve(next) : new Promise((resolve) => waiting.push(resolve));
    },
    closed,
    close: () => socket.close(),
  };
  return self;
}

/** Opens one and says who it is. */
export async function talkAs(mock: Mock, token: string, options?: { readonly answersPings?: boolean }): Promise<Talk> {
  const opened = talk(mock, options);
  opened.say({ type: "connection_init", payload: { authorization: `Bearer ${token}` } });
  const { type } = await opened.hear();
  if (type !== "connection_ack") throw new Error(`Instead of connection_ack came ${type}`);
  return opened;
}
