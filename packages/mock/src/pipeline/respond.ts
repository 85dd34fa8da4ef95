import type { OperationRow } from "../operation-row.ts";
import { matchesWeakly } from "./entity-tag.ts";
import type { WrittenAnswer } from "./handler.ts";
import type { Exchange, Reply } from "./exchange.ts";
import { nextPage } from "./next-page.ts";
import { problemReply, type Fault } from "./problem.ts";

/** What an operation says. */
export interface Answer {
  readonly body: unknown;
  /** The cursor of what follows an item, where it is a page. It is no part of the body. */
  readonly cursorAfter?: ((index: number) => string) | undefined;
  /** Whether it is what an earlier call with the same idempotency key was told. */
  readonly replayed: boolean;
  /** What the operation says in headers. */
  readonly headers: Readonly<Record<string, string>>;
  /** Whether it tells more than its version does. */
  readonly tellsMoreThanVersion?: boolean | undefined;
  /** Writes it, where that is more than its JSON. */
  readonly write?: (() => Promise<WrittenAnswer>) | undefined;
}

interface Answered {
  readonly row: OperationRow;
  readonly status: number;
  readonly answer: Answer;
  readonly exchange: Exchange;
  readonly requestId: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly baseUrl: string;
  /** Finds what breaks the description in an answer. Answers are not checked when absent. */
  readonly faultsOf: ((row: OperationRow, body: unknown) => Promise<readonly Fault[]>) | undefined;
}

/** Makes the reply of an answer: checked against the description, with its version and the address of the next page. */
export async function respond({ row, status, answer, exchange, requestId, input, baseUrl, faultsOf }: Answered): Promise<Reply> {
  const { body } = answer;
  const headers: Record<string, string> = { "cache-control": "no-store", vary: "Authorization, Plinto-Organization, Origin", ...answer.headers };
  if (answer.replayed) headers["idempotency-replayed"] = "true";
  if (row.navigation && (row.navigation === "only" || acceptsHtml(exchange.header("accept"))))
    return { status: 302, headers: { ...headers, location: (body as { url: string }).url }, body: null };
  if (status === 204 || body === undefined) return { status, headers, body: null };
  if (faultsOf) {
    const faults = await faultsOf(row, body);
    if (faults.length > 0) {
      return problemReply({ code: "internal_error", detail: brokenAnswer(row, faults) }, requestId, undefined);
    }
  }
  const version = row.versioned ? (body as { version?: number }).version : undefined;
  if (version !== undefined) headers["etag"] = `"${version}"`;
  const tag = headers["etag"];
  const maySkip = row.method === "GET" && !answer.tellsMoreThanVersion;
  if (tag !== undefined && maySkip && matchesWeakly(exchange.header("if-none-match"), tag)) return { status: 304, headers, body: null };
  const next = row.list ? (body as { nextCursor: string | null }).nextCursor : null;
  if (next !== null && next !== undefined) headers["link"] = `<${nextPage(baseUrl, row, input, next)}>; rel="next"`;
  if (answer.write) {
    const written = await answer.write();
    return { status, headers: { ...headers, ...written.headers }, body: written.body };
  }
  headers["content-type"] = "application/json";
  return { status, headers, body: JSON.stringify(body) };
}

/** Says what is wrong with an answer. */
export function brokenAnswer(row: OperationRow, faults: readonly Fault[]): string {
  // An answer is made of what was committed, perhaps with others' commits since: there is nothing left to roll back.
  const stands = row.method === "GET" ? "" : ". What the call did has been committed";
  return `The answer of ${row.id} breaks the description: ${faults.map(({ pointer, message }) => `${pointer} ${message}`).join("; ")}${stands}.`;
}

/** Whether a page is wanted: every browser that navigates says so, and no program does. */
function acceptsHtml(accept: string | null): boolean {
  return accept !== null && /\btext\/html\b/i.test(accept);
}
