/** A request as the pipeline reads it: lighter than `Request`, so that a call inside the process costs little. */
export interface Exchange {
  readonly method: string;
  /** Below the base URL, beginning with `/`, still percent-encoded. */
  readonly path: string;
  /** The query with its `?`, or nothing. */
  readonly search: string;
  /** @param name in lower case */
  header(name: string): string | null;
  /** The body as text, if it is UTF-8 and not too large. Asked at most once. @throws ProblemError `payload_too_large`, `malformed_json` */
  text(): string | Promise<string>;
  /** The address of the caller, where the door knows it. */
  readonly address: string | null;
}

/** An answer as the pipeline gives it: every header name in lower case, the body as text, or as bytes where it is none. */
export interface Reply {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string | Uint8Array<ArrayBuffer> | null;
}

/** The answer as a `Response`. */
export function responseOf(reply: Reply): Response {
  return new Response(reply.body, { status: reply.status, headers: reply.headers });
}

/** The answer to HEAD: the same, but for the body (RFC 9110 section 9.3.2). */
export function withoutBody({ status, headers, body }: Reply): Reply {
  if (body !== null) headers["content-length"] = String((typeof body === "string" ? new TextEncoder().encode(body) : body).length);
  return { status, headers, body: null };
}

/** The path of a base URL, without the slash at its end. */
export function pathOf(baseUrl: string): string {
  return new URL(baseUrl).pathname.replace(/\/$/, "");
}

/** A JSON answer. */
export function jsonReply(status: number, body: unknown, type = "application/json"): Reply {
  return { status, headers: { "content-type": type, "cache-control": "no-store" }, body: JSON.stringify(body) };
}
