/** An answer that is no success, apart from how a framework sends it. */
interface ProblemAnswer<Status extends number> {
  readonly status: Status;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Makes one, in the shape of the API's own (RFC 9457). What is said of one caller is no answer for another. */
export function problem<Status extends number>(
  status: Status,
  code: string,
  title: string,
  detail: string,
  headers: Readonly<Record<string, string>> = {},
  members: object = {},
): ProblemAnswer<Status> {
  return {
    status,
    headers: { "content-type": "application/problem+json", "cache-control": "no-store", ...headers },
    body: JSON.stringify({ type: "about:blank", title, status, code, detail, ...members }),
  };
}
