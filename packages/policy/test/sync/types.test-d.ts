import { expectTypeOf, test } from "vitest";
import type { Decision, DecisionReason, Explanation } from "../../src/index.ts";
import {
  createPolicyClient,
  type Clock,
  type Fetch,
  type LocalDecision,
  type LocalDecisionReason,
  type LocalExplanation,
  type PolicyBundle,
  type PolicyClient,
  type SavedBundle,
} from "../../src/sync.ts";

const client = {} as PolicyClient;

test("a client takes the global fetch, and a clock that knows no options", () => {
  expectTypeOf<typeof fetch>().toExtend<Fetch>();
  expectTypeOf<{ now(): number; setTimeout(callback: () => void, ms: number): () => void }>().toExtend<Clock>();
  createPolicyClient({ baseUrl: "", secretKey: async () => "", organizationId: "", reportEvaluations: false });
  // @ts-expect-error an organization has to be named
  createPolicyClient({ baseUrl: "", secretKey: "" });
  // @ts-expect-error allowing is nothing that a client does of itself
  createPolicyClient({ baseUrl: "", secretKey: "", organizationId: "", onUnavailable: "allow" });
});

test("a local decision is an engine's with more reasons and its bundle", () => {
  expectTypeOf<LocalDecision>().toExtend<Omit<Decision, "reason">>();
  expectTypeOf<Exclude<LocalDecisionReason, DecisionReason>>().toEqualTypeOf<"bundle_missing" | "bundle_stale" | "bundle_organization_mismatch">();
  expectTypeOf(client.evaluate).returns.toEqualTypeOf<LocalDecision>();
  expectTypeOf(client.explain).returns.toEqualTypeOf<LocalExplanation>();
  expectTypeOf<LocalExplanation["considered"]>().toEqualTypeOf<Explanation["considered"]>();
});

test("who decides cannot say that a role grants it: the bundle does", () => {
  // @ts-expect-error roles of the bundle are asked
  client.evaluate({} as never, { granted: true });
});

test("listeners are told what belongs to their event", () => {
  client.on("changed", (event) => expectTypeOf(event).toEqualTypeOf<{ readonly revision: string; readonly previousRevision: string | null }>());
  client.on("error", ({ error, retryInSeconds }) => expectTypeOf([error.code, retryInSeconds] as const).toExtend<readonly [string, number | null]>());
  // @ts-expect-error there is no such event
  client.on("closed", () => {});
});

test("what is saved is what a client takes, and a bundle's format is known", () => {
  expectTypeOf(client.save).returns.toEqualTypeOf<SavedBundle | null>();
  expectTypeOf<PolicyBundle["format"]>().toEqualTypeOf<"plinto.policies.v1">();
});
