/** A request as the pipeline reads it: lighter than `Request`, so that a call inside the process costs little. */
export interface Exchange {
  readonly method: string;
  /** Below the base URL, beginning with `/`, still percent-encoded. */
  readonly path: string;
  /** The query with its `?`, or nothing. */
  readonly search: string;
  /** @param name in lower case */
  header(name: string): string | null;
  /** The body as text. Asked at most once. */
  text(): string | Promise<string>;
  /** The address of the caller, where the door knows it. */
  readonly address: string | null;
}

/** An answer as the pipeline gives it: every header name in lower case, the body as text. */
export interface Reply {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string | null;
}

/** The answer as a `Response`. */
export function responseOf(reply: Reply): Response {
  return new Response(reply.body, { status: reply.status, headers: reply.headers });
}

/** A JSON answer. */
export function jsonReply(status: number, body: unknown, type = "application/json"): Reply {
  return { status, headers: { "content-type": type, "cache-control": "no-store" }, body: JSON.stringify(body) };
}
