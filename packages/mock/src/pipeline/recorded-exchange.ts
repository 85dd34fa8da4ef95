import type { Exchange, Reply } from "./exchange.ts";

/** What went over the wire, as it was: whoever shows it leaves out what is secret. */
export interface RecordedExchange {
  /** The query with its `?`, or nothing. */
  readonly query: string;
  readonly requestHeaders: Readonly<Record<string, string>>;
  /** Null when there was none, when nobody read it, or when it is too long to keep. */
  readonly requestBody: string | null;
  readonly responseHeaders: Readonly<Record<string, string>>;
  readonly responseBody: string | null;
}

/** The headers that the API reads. Of others it knows nothing. */
const readHeaders: readonly string[] = [
  "accept",
  "authorization",
  "content-length",
  "content-type",
  "idempotency-key",
  "if-match",
  "if-none-match",
  "origin",
  "plinto-device",
  "plinto-mock-world",
  "plinto-organization",
  "plinto-publishable-key",
  "plinto-version",
  "traceparent",
  "user-agent",
];

/** Longer bodies are not kept: a page shows no more, and a thousand of them would fill the memory. */
const longestBody = 65_536;

/** An exchange that remembers the body that was read from it. */
export interface ListenedExchange extends Exchange {
  /** What went over the wire, with the answer; nothing as answer when the connection was dropped. */
  record(reply: Reply | undefined): RecordedExchange;
}

export function listen(exchange: Exchange): ListenedExchange {
  let heard: string | null = null;
  return {
    ...exchange,
    text() {
      const text = exchange.text();
      if (typeof text === "string") return (heard = text);
      return text.then((read) => (heard = read));
    },
    record(reply) {
      const requestHeaders: Record<string, string> = {};
      for (const name of readHeaders) {
        const value = exchange.header(name);
        if (value !== null) requestHeaders[name] = value;
      }
      return {
        query: exchange.search,
        requestHeaders,
        requestBody: kept(heard),
        responseHeaders: reply?.headers ?? {},
        responseBody: kept(reply?.body ?? null),
      };
    },
  };
}

function kept(body: Reply["body"]): string | null {
  return typeof body !== "string" || body === "" || body.length > longestBody ? null : body;
}
