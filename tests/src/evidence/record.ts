import type { Mock } from "@plinto/mock";
import { operationAt } from "../doors/description.ts";
import { requestFaults, responseFaults } from "../doors/response-faults.ts";

/** A request with its answer, as it was seen where it was asked. */
export interface Traffic {
  readonly method: string;
  /** The path below the base URL of the world, without the query. */
  readonly path: string;
  /** What went out; undefined where it could not be looked at. */
  readonly requestHeaders: Headers;
  readonly requestBody: string | undefined;
  readonly response: Pick<Response, "status" | "headers">;
  readonly text: string;
}

/**
 * Writes down what a request has proved, a line per mark, into the folder that PLINTO_EVIDENCE names, in test files that
 * call `recordEvidence`. Nothing is written without such a folder, and in pages. The mock tells who called and how the world stood, the answer is judged here, by the
 * description alone. A request that a fault struck proves nothing.
 */
export function record(mock: Pick<Mock, "requests" | "evidence">, traffic: Traffic): void {
  if (!sink) return;
  const { method, path, requestHeaders, requestBody, response, text } = traffic;
  const operation = operationAt(method, path);
  const id = response.headers.get("plinto-request-id");
  const entry = mock.requests.findLast((one) => one.id === id);
  if (!operation || !entry || entry.faulted || entry.operationId !== operation.operationId) return;
  const fits = requestFaults(operation, requestBody).length === 0 && responseFaults({ method, path }, response, text).length === 0;
  const { events = [] } = mock.evidence().find(({ operationId }) => operationId === entry.operationId) ?? {};
  const marks = [
    ...entry.proves.filter((mark) => mark !== "validated" || fits),
    // Nobody else sends the version of the API and a trace with every call.
    ...(requestHeaders.has("plinto-version") && requestHeaders.has("traceparent") && entry.status < 400 ? ["called.core"] : []),
    ...(entry.code === null ? [] : [`code.${entry.code}`]),
    ...events.map((type) => `event.${type}`),
  ];
  for (const mark of marks) sink(entry.operationId, mark);
}

/**
 * Begins to write down what the calls of this test file prove. Only for files that do the same in every run: what chance
 * happens to prove would come and go.
 */
export function recordEvidence(): void {
  sink = openSink();
}

// Vitest gives each test file modules of its own.
let sink: ((operation: string, mark: string) => void) | undefined;

/** Each process writes each line once, to a file of its own. */
function openSink(): ((operation: string, mark: string) => void) | undefined {
  // In a page there is neither an environment nor a file system.
  const { process } = globalThis as { process?: NodeJS.Process };
  const folder = process?.env?.["PLINTO_EVIDENCE"];
  const fs = folder === undefined ? undefined : process?.getBuiltinModule?.("node:fs");
  if (folder === undefined || !process || !fs) return undefined;
  const file = `${folder}/${process.pid}.jsonl`;
  const written = new Set<string>();
  return (operation, mark) => {
    const line = `${JSON.stringify({ operation, mark })}\n`;
    if (written.has(line)) return;
    written.add(line);
    fs.appendFileSync(file, line);
  };
}
