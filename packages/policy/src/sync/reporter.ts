/** Tells the API what was decided here, in batches, so that its audit knows of local decisions too. */

import type { Decision, MatchedPolicy } from "../decision.ts";
import type { PolicyError } from "../errors.ts";
import type { PolicyInput } from "../input.ts";
import { backOffMs, share, type RandomBytes } from "./back-off.ts";
import { retryAfterMs } from "./bundle-source.ts";
import { asPolicyError, refusal } from "./refusal.ts";
import { refusedReports } from "./refused-reports.ts";
import { type RequestPorts, send } from "./requests.ts";

/** Which decisions are reported. */
export interface ReportOptions {
  /** The share of allowed questions that is reported, 0 to 1. 0.01 when absent. Denials are reported always. */
  readonly sampleRate?: number;
  /** Decisions in one request, at most 100. 100 when absent. */
  readonly batchSize?: number;
  /** Seconds after which a batch goes that is not full. 5 when absent. */
  readonly flushSeconds?: number;
}

/** What became of reports since the client was made. */
export interface ReportStats {
  readonly sent: number;
  /** That wait to be sent. */
  readonly waiting: number;
  /** That were given up: the oldest above 1,000, those that the API refused, and those that it cannot take. */
  readonly dropped: number;
}

/** Takes decisions and sends reports of them. */
export interface Reporter {
  add(input: PolicyInput, decision: ReportedDecision, revision: string | null): void;
  /** Sends what waits; stops at the first failure. */
  flush(): Promise<void>;
  /** Sends what waits, gives up what cannot be sent, and takes no more. */
  close(): Promise<void>;
  stats(): ReportStats;
}

/** What a report says of a decision. */
export interface ReportedDecision extends Pick<Decision, "decision" | "decisionId"> {
  readonly reason: string;
  readonly matched: readonly MatchedPolicy[];
}

/** What a reporter needs. */
export interface ReporterOptions extends Required<ReportOptions> {
  readonly organizationId: string;
  readonly ports: RequestPorts;
  readonly random: RandomBytes;
  /** Told of failures. */
  readonly onError: (error: PolicyError, retryInMs: number | null) => void;
}

/** More are not kept: an API that is away must not fill the memory. */
const mostWaiting = 1_000;

/** Half of what the API takes in one body: a decision may name hundreds of policies. */
const mostBytes = 524_288;

/** Reports as JSON, and what tells the API that it has them already. */
interface Batch {
  readonly rows: readonly string[];
  readonly key: string;
}

/** Makes a reporter. */
export function createReporter({ ports, organizationId, random, onError, sampleRate, batchSize, flushSeconds }: ReporterOptions): Reporter {
  const { clock } = ports;
  const waiting: object[] = [];
  /** On its way; the same bytes and key however often it has to be sent. */
  let batch: Batch | undefined;
  /** What is left of batches of which the API has refused a part. */
  const parts: (readonly string[])[] = [];
  let sending: Promise<boolean> | undefined;
  let cancel: (() => void) | undefined;
  let failures = 0;
  let sent = 0;
  let dropped = 0;
  let isClosed = false;
  // Counted rather than drawn for each, which would cost more than the decision; from where, is chance.
  let credit = share(random);

  const waitingNow = (): number => waiting.length + (batch?.rows.length ?? 0) + parts.reduce((sum, { length }) => sum + length, 0);

  const isSampled = ({ decision }: ReportedDecision): boolean => {
    if (decision === "deny") return true;
    credit += sampleRate;
    if (credit < 1) return false;
    credit -= 1;
    return true;
  };

  const sendIn = (ms: number): void => {
    cancel?.();
    cancel = clock.setTimeout(
      () => {
        cancel = undefined;
        return flush();
      },
      ms,
      { background: true },
    );
  };

  /** Sends one batch; whether it is done with. */
  async function sendBatch(): Promise<boolean> {
    batch ??= { rows: parts.shift() ?? firstOf(waiting, batchSize), key: keyOf(random(16)) };
    const { rows, key } = batch;
    try {
      const { status, headers, body } = await send(ports, {
        path: "/v1/policies/evaluations",
        method: "POST",
        headers: { "content-type": "application/json", "idempotency-key": key, "plinto-organization": organizationId },
        body: `{"evaluations":[${rows.join(",")}]}`,
        authorized: true,
        maxBytes: mostBytes,
        tooLarge: "Check the base URL: the API answers reports with less.",
      });
      if (status >= 200 && status < 300) {
        sent += rows.length;
        batch = undefined;
        failures = 0;
        return true;
      }
      const isLasting = status < 500 && status !== 408 && status !== 409 && status !== 425 && status !== 429;
      if (isLasting) {
        const { left, givenUp, message } = refusedReports(rows, status, body);
        parts.unshift(...left);
        dropped += givenUp;
        batch = undefined;
        failures = 0;
        if (givenUp > 0) onError(refusal("reports_refused", message, { status }), null);
        return true;
      }
      throw refusal("bundle_unavailable", `The API answered ${status} to reports of decisions.`, { status, retryAfterMs: retryAfterMs(headers, clock.now()) });
    } catch (cause) {
      failures += 1;
      if (!isClosed) {
        const error = asPolicyError(cause, "bundle_unavailable", "Reports of decisions could not be sent.");
        const retryInMs = backOffMs(failures, error.retryAfterMs ?? 0, random);
        onError(error, retryInMs);
        sendIn(retryInMs);
      }
      return false;
    }
  }

  async function flush(): Promise<void> {
    cancel?.();
    cancel = undefined;
    while (waitingNow() > 0) {
      sending ??= sendBatch().finally(() => {
        sending = undefined;
      });
      if (!(await sending)) return;
    }
  }

  return {
    add(input, decision, revision) {
      if (isClosed || !isSampled(decision)) return;
      const report = reportOf(input, decision, revision, clock.now());
      if (report === undefined) {
        dropped += 1;
        return;
      }
      waiting.push(report);
      if (waitingNow() > mostWaiting) {
        waiting.shift();
        dropped += 1;
      }
      if (sending !== undefined || failures > 0) return;
      // Never from inside a decision.
      if (waiting.length === batchSize) void Promise.resolve().then(flush);
      else if (cancel === undefined) sendIn(flushSeconds * 1000);
    },
    flush,
    async close() {
      isClosed = true;
      await flush();
      cancel?.();
      dropped += waitingNow();
      waiting.length = 0;
      parts.length = 0;
      batch = undefined;
    },
    stats: () => ({ sent, waiting: waitingNow(), dropped }),
  };
}

/** What the audit keeps: what was asked and answered, never attributes or addresses. Undefined for names that it does not take. */
function reportOf({ action, subject, resource }: PolicyInput, made: ReportedDecision, revision: string | null, now: number): object | undefined {
  const { decisionId, decision, reason, matched } = made;
  const resourceId = typeof resource.id === "string" ? resource.id : null;
  const names = [action, subject.id, resourceId ?? "-"].every((name) => isName(name, 255));
  if (!names || !isName(subject.type, 64) || !isName(resource.type, 64)) return undefined;
  const about = { action, subject: { type: subject.type, id: subject.id }, resource: { type: resource.type, id: resourceId } };
  return { decisionId, time: new Date(now).toISOString(), ...about, decision, reason, matched, revision };
}

/** The reports that go first, as JSON: no more than so many, and of so many bytes. One always goes. */
function firstOf(waiting: object[], most: number): string[] {
  const encoder = new TextEncoder();
  const rows: string[] = [];
  let bytes = 0;
  for (const report of waiting.slice(0, most)) {
    const row = JSON.stringify(report);
    bytes += encoder.encode(row).length;
    if (rows.length > 0 && bytes > mostBytes) break;
    rows.push(row);
  }
  waiting.splice(0, rows.length);
  return rows;
}

/** Half a surrogate pair is no character: no body may carry it. */
const loneSurrogate = /\p{Surrogate}/u;

function isName(value: unknown, longest: number): boolean {
  return typeof value === "string" && value.length >= 1 && value.length <= longest && !loneSurrogate.test(value);
}

function keyOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
