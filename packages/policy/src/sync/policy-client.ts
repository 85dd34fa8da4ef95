/** Decisions without a round trip: the bundle of an organization, kept up to date beside the application. */

import { decideAccess, explainAccess } from "../decide-access.ts";
import { decisionIds } from "../decision-id.ts";
import type { Decision, DecisionReason, Explanation } from "../decision.ts";
import type { EvaluateOptions } from "../engine.ts";
import type { PolicyError } from "../errors.ts";
import type { PolicyInput } from "../input.ts";
import { systemSubtle } from "../platform.ts";
import { asyncDispose } from "./async-dispose.ts";
import { backOffMs, jittered, longestMs } from "./back-off.ts";
import { createBundleSource, type HeldBundle, type SavedBundle } from "./bundle-source.ts";
import { createKeySet } from "./key-set.ts";
import { createListeners, type PolicyClientEvents } from "./listeners.ts";
import { checkOptions, type PolicyClientOptions } from "./options.ts";
import { asPolicyError } from "./refusal.ts";
import { createReporter, type ReportStats } from "./reporter.ts";
import { closedError, send, type RequestPorts } from "./requests.ts";
import { steadyTime } from "./steady.ts";

declare global {
  // Said in this file, so that the declarations that are published say it too.
  interface SymbolConstructor {
    /** What `await using` calls. Said here too, since not every library of types knows it. */
    readonly asyncDispose: unique symbol;
  }
}

/**
 * Why, as an engine says it, and three reasons more. `bundle_missing`: no bundle is there yet · `bundle_stale`: the one
 * that is held was not confirmed for too long · `bundle_organization_mismatch`: the question is about another organization.
 */
export type LocalDecisionReason = DecisionReason | "bundle_missing" | "bundle_stale" | "bundle_organization_mismatch";

/** What a decision was made by. */
export interface DecidingBundle {
  /** Null before the first one. */
  readonly revision: string | null;
  /** How long ago the API said that it was the newest; null before the first one. */
  readonly ageSeconds: number | null;
}

/** A decision made here. */
export interface LocalDecision extends Omit<Decision, "reason"> {
  readonly reason: LocalDecisionReason;
  readonly bundle: DecidingBundle;
}

/** A decision made here, with the way to it. */
export interface LocalExplanation extends Omit<Explanation, "reason"> {
  readonly reason: LocalDecisionReason;
  readonly bundle: DecidingBundle;
}

/** Decides by the bundle of one organization. Made by {@link createPolicyClient}. */
export interface PolicyClient {
  /** The revision that is held; null before the first one. */
  readonly revision: string | null;
  /** What became of reports. */
  readonly reports: ReportStats;
  /**
   * Waits for a bundle to decide by. Asks for one when none is held, or the one that is held is stale or was confirmed
   * longer ago than `maxAgeSeconds`. After a failure it asks again only when the wait is over: 1 to 300 seconds, what
   * `Retry-After` says, or five minutes where the key is refused.
   *
   * @throws PolicyError why the last attempt failed, where nothing is held that may decide; where polling is on, it goes
   *   on. What {@link PolicyClient.refresh} throws
   */
  ready(options?: { readonly maxAgeSeconds?: number }): Promise<void>;
  /**
   * Asks for a newer bundle now. Calls at the same time share one request.
   *
   * @throws PolicyError `bundle_unavailable`, `bundle_access_refused`, `bundle_signature_invalid`, `bundle_invalid`,
   *   `bundle_format_unsupported`, `bundle_too_large`, `bundle_organization_mismatch`, `bundle_outdated`, `client_closed`; what is held stays
   */
  refresh(): Promise<void>;
  /**
   * Decides, as the API does for the same bundle and input: a policy that denies, then a policy that allows or a role
   * that grants, then deny. Synchronous, and never throws.
   *
   * @example
   * const { decision, reason, bundle } = policies.evaluate({ action: "audit:export", subject, resource: { type: "audit_log" } });
   */
  evaluate(input: PolicyInput, options?: Omit<EvaluateOptions, "granted">): LocalDecision;
  /** Decides and tells what became of each policy. Not reported to the API. */
  explain(input: PolicyInput): LocalExplanation;
  /** What to write to disk for the option `bundle`; null before the first bundle. */
  save(): SavedBundle | null;
  /**
   * Adds a listener; the returned function removes it. One that throws changes nothing.
   *
   * @example
   * policies.on("error", ({ error, retryInSeconds }) => console.warn(error.code, retryInSeconds));
   */
  on<Name extends keyof PolicyClientEvents>(name: Name, listener: (event: PolicyClientEvents[Name]) => void): () => void;
  /** Sends the reports that wait. Never rejects. */
  flush(): Promise<void>;
  /** Ends polling and sends the reports that wait. What is held decides on, until it is stale. */
  close(): Promise<void>;
  /** The same as `close`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** What was no question, or none to this client. */
const unreported: ReadonlySet<LocalDecisionReason> = new Set<LocalDecisionReason>(["input_invalid", "evaluation_failed", "bundle_organization_mismatch"]);

/** Bytes of a key set that are read. */
const mostKeyBytes = 1_048_576;

/** Timers cannot wait longer. */
const longestTimerMs = 2_147_483_647;

/**
 * Makes a client that decides by the policies and roles of an organization without asking anybody. It fetches the
 * organization's bundle, verifies its signature, asks for a newer one every 30 seconds, and reports what it decides.
 * Before the first bundle everything is denied.
 *
 * @param options where from, and what to do while it cannot be reached
 * @returns the client; close it when it is not needed any more
 * @throws PolicyError `option_invalid`
 * @example
 * const policies = createPolicyClient({ baseUrl, secretKey, organizationId: "org_01hzy3v5q8w9x0a1b2c3d4e5f6" });
 * await policies.ready();
 * if (policies.evaluate(input).decision === "deny") return new Response(null, { status: 403 });
 *
 * Source: operations `getPolicyBundle` and `reportPolicyEvaluations`; RFC 7515 appendix F for the signature.
 */
export function createPolicyClient(options: PolicyClientOptions): PolicyClient {
  const { baseUrl, secretKey, organizationId, fetch, clock, random, pollMs, timeoutMs, onUnavailable, maxStaleMs, maxBundleBytes, reports } =
    checkOptions(options);
  const { bundle, keys: initialKeys, allowMockKeys = false, cache, budget } = options;
  const listeners = createListeners();
  const closing = new AbortController();
  const ports: RequestPorts = { baseUrl, fetch, clock, timeoutMs, secretKey, closed: closing.signal };
  // Reports are sent while the rest is closed.
  const reportPorts: RequestPorts = { ...ports, closed: new AbortController().signal };
  const keys = createKeySet({
    load: () =>
      send(ports, {
        path: "/.well-known/jwks.json",
        authorized: false,
        maxBytes: mostKeyBytes,
        tooLarge: "Check the base URL: no key set is that large.",
      }),
    initial: initialKeys,
    allowMockKeys,
    clock,
    subtle: systemSubtle,
  });
  const source = createBundleSource({
    ports,
    keys,
    organizationId,
    maxBundleBytes,
    subtle: systemSubtle,
    compile: { now: () => clock.now(), random, ...(cache && { cache }), ...(budget && { budget }) },
  });
  const reporter =
    reports &&
    createReporter({
      ...reports,
      organizationId,
      ports: reportPorts,
      random,
      onError: (error, retryInMs) => listeners.emit("error", { error, retryInSeconds: retryInMs === null ? null : retryInMs / 1000 }),
    });
  const nextId = decisionIds(random);

  const steady = steadyTime(() => clock.now());

  let held: HeldBundle | undefined;
  /** When that was confirmed, in steady time. */
  let confirmed = 0;
  /** Why the last attempt failed, and until when, in steady time, `ready` does not make another one. */
  let pause: { readonly error: PolicyError; readonly until: number } | undefined;
  let isFailing = false;
  let failures = 0;
  /** The revision that listeners were told is stale. */
  let toldStale: string | undefined;
  let flight: Promise<void> | undefined;
  let cancelPoll: (() => void) | undefined;
  let cancelStale: (() => void) | undefined;

  /** How long ago what is held was confirmed. */
  const ageMs = (): number => steady() - confirmed;

  const isStale = (): boolean => ageMs() > maxStaleMs || (isFailing && onUnavailable === "deny");

  function noticeStale(): void {
    if (held === undefined || toldStale === held.revision || !isStale()) return;
    const { revision } = held;
    toldStale = revision;
    listeners.emit("stale", { revision, ageSeconds: ageMs() / 1000 });
  }

  function hold(newer: HeldBundle): void {
    const previousRevision = held?.revision ?? null;
    held = newer;
    confirmed = steady() - Math.max(0, clock.now() - newer.confirmedAt);
    toldStale = undefined;
    cancelStale?.();
    const staleInMs = maxStaleMs - ageMs() + 1;
    if (pollMs > 0 && staleInMs <= longestTimerMs && !closing.signal.aborted)
      cancelStale = clock.setTimeout(noticeStale, Math.max(1, staleInMs), { background: true });
    if (newer.revision !== previousRevision) listeners.emit("changed", { revision: newer.revision, previousRevision });
  }

  function pollIn(ms: number): void {
    cancelPoll?.();
    if (pollMs === 0 || closing.signal.aborted) return;
    // Given back, so that a clock which moves by itself waits for the answer.
    cancelPoll = clock.setTimeout(() => refresh().catch(() => {}), ms, { background: true });
  }

  async function attempt(): Promise<void> {
    await opened;
    try {
      const newer = await source.fetch(held);
      if (closing.signal.aborted) throw closedError();
      isFailing = false;
      failures = 0;
      pause = undefined;
      hold(newer);
      pollIn(jittered(pollMs, random));
    } catch (cause) {
      const error = asPolicyError(cause, "bundle_unavailable", "The bundle could not be fetched.");
      if (error.code === "client_closed") throw error;
      isFailing = true;
      failures += 1;
      // A key that is refused stays so until somebody changes it, and asking on would look like guessing.
      const isRefused = error.code === "bundle_access_refused";
      const pauseMs = isRefused ? longestMs : backOffMs(failures, error.retryAfterMs ?? 0, random);
      pause = { error, until: steady() + pauseMs };
      const retryInMs = isRefused || pollMs === 0 ? null : pauseMs;
      listeners.emit("error", { error, retryInSeconds: retryInMs === null ? null : retryInMs / 1000 });
      noticeStale();
      if (retryInMs !== null) pollIn(retryInMs);
      throw error;
    }
  }

  function refresh(): Promise<void> {
    if (closing.signal.aborted) return Promise.reject(closedError());
    if (flight === undefined) {
      cancelPoll?.();
      flight = attempt().finally(() => {
        flight = undefined;
      });
    }
    return flight;
  }

  async function open(saved: SavedBundle): Promise<void> {
    try {
      hold(await source.open(saved));
    } catch (cause) {
      const error = asPolicyError(cause, "bundle_invalid", "The bundle that was saved cannot be read.");
      if (error.code !== "client_closed") listeners.emit("error", { error, retryInSeconds: null });
    }
  }

  const opened: Promise<void> = bundle === undefined ? Promise.resolve() : Promise.resolve().then(() => open(bundle));
  // Not before whoever made the client could listen.
  if (pollMs > 0) void opened.then(() => refresh()).catch(() => {});

  /** A denial that no policy takes part in. */
  function denied(reason: LocalDecisionReason, bundleFacts: DecidingBundle): LocalDecision {
    const nothing = { matched: [], obligations: [], stepUp: null, validUntil: null, cached: false };
    return { decision: "deny", reason, decisionId: nextId(clock.now()), ...nothing, policyVersion: bundleFacts.revision, bundle: bundleFacts };
  }

  function report(input: PolicyInput, decision: LocalDecision): void {
    try {
      reporter?.add(input, decision, decision.bundle.revision);
    } catch {
      // What cannot be read cannot be reported, and the decision stands.
    }
  }

  function answer<Answer extends Decision>(
    input: PolicyInput,
    decide: (bundleHeld: HeldBundle, asked: PolicyInput) => Answer,
  ): LocalDecision | (Answer & { readonly bundle: DecidingBundle }) {
    const bundleFacts: DecidingBundle = { revision: held?.revision ?? null, ageSeconds: held === undefined ? null : ageMs() / 1000 };
    if (held === undefined) return denied("bundle_missing", bundleFacts);
    if (isStale()) {
      noticeStale();
      return denied("bundle_stale", bundleFacts);
    }
    try {
      const { organizationId: asked } = input;
      if (asked !== undefined && asked !== null && asked !== organizationId) return denied("bundle_organization_mismatch", bundleFacts);
      return { ...decide(held, asked === organizationId ? input : { ...input, organizationId }), bundle: bundleFacts };
    } catch {
      return denied(typeof input === "object" && input !== null ? "evaluation_failed" : "input_invalid", bundleFacts);
    }
  }

  async function close(): Promise<void> {
    closing.abort();
    cancelPoll?.();
    cancelStale?.();
    await Promise.all([reporter?.close(), flight?.catch(() => {})]);
  }

  return {
    get revision() {
      return held?.revision ?? null;
    },
    get reports() {
      return reporter?.stats() ?? { sent: 0, waiting: 0, dropped: 0 };
    },
    async ready({ maxAgeSeconds = Infinity } = {}) {
      await opened;
      const isUsable = (): boolean => held !== undefined && !isStale();
      if (isUsable() && ageMs() <= maxAgeSeconds * 1000) return;
      // Called in each request of a busy place: it must not become a request of its own each time.
      if (flight === undefined && pause !== undefined && steady() < pause.until && !closing.signal.aborted) {
        if (isUsable()) return;
        throw pause.error;
      }
      try {
        await refresh();
      } catch (cause) {
        // What is held decides for as long as it may; what failed was told to who listens.
        if (closing.signal.aborted || !isUsable()) throw cause;
      }
    },
    refresh,
    evaluate(input, evaluateOptions) {
      const decision = answer(input, ({ engine, roles }, asked) => decideAccess(engine, asked, roles, evaluateOptions));
      if (!unreported.has(decision.reason)) report(input, decision);
      return decision;
    },
    explain: (input) => ({ candidates: 0, steps: 0, considered: [], ...answer(input, ({ engine, roles }, asked) => explainAccess(engine, asked, roles)) }),
    save: () => (held === undefined ? null : { ...held.saved, confirmedAt: new Date(clock.now() - ageMs()).toISOString() }),
    on: listeners.on,
    flush: async () => reporter?.flush(),
    close,
    [asyncDispose]: close,
  };
}
