import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  accessRoles,
  compilePolicies,
  createDecisionCache,
  decideAccess,
  isKeptForOwners,
  type AccessRole,
  type Decision,
  type Policy,
  type PolicyInput,
} from "../../src/index.ts";
import type { BundledPolicy, LocalDecision } from "../../src/sync.ts";
import { actionPatterns, inputArbitrary, policiesArbitrary } from "../support/generators.ts";
import { decideByReference } from "../support/reference.ts";
import { organizationId } from "./support/bundle-server.ts";
import { world } from "./support/world.ts";

const timeout = 120_000;

const rolesArbitrary: fc.Arbitrary<AccessRole[]> = fc.array(
  fc.record({
    key: fc.constantFrom("owner", "admin", "auditor", "member"),
    level: fc.constantFrom(null, 1, 4),
    permissions: fc.uniqueArray(fc.constantFrom("docs:read", "docs:write", "audit:export", "policies:manage", "org:transfer", ...actionPatterns), {
      maxLength: 4,
    }),
  }),
  { maxLength: 4 },
);

/** Inputs of the organization, some of them by owners about what is kept for them. */
const questionArbitrary = fc
  .tuple(inputArbitrary(), fc.constantFrom(undefined, undefined, "policies:manage", "org:transfer", "users:manage"), fc.boolean())
  .map(([input, action, isOwner]): PolicyInput => ({
    ...input,
    organizationId,
    ...(action === undefined ? {} : { action }),
    subject: isOwner ? { ...input.subject, roles: [...(input.subject.roles ?? []), "owner"] } : input.subject,
  }));

/** The rule once more in plain words. */
function expectedOf(policies: readonly Policy[], roles: readonly AccessRole[], input: PolicyInput): object {
  const granted = roles.some(({ key, permissions }) => input.subject.roles?.includes(key) && permissions.includes(input.action));
  const { decision, reason, matched, obligations, stepUp } = decideByReference(policies, input, Date.parse(input.request!.time!), granted);
  const kept = decision === "deny" && granted && input.subject.type === "user" && input.subject.roles!.includes("owner") && isKeptForOwners(input.action);
  const closed = !granted && ["org:transfer", "users:manage"].includes(input.action);
  if (closed && decision === "allow") return { decision: "deny", reason: "default_deny", matched: [], obligations: [], stepUp: null };
  if (closed) return { decision, reason, matched: matched.map(({ policyId }) => policyId), obligations, stepUp: null };
  return kept
    ? { decision: "allow", reason: "role_allow", matched: [], obligations: [], stepUp: null }
    : { decision, reason, matched: matched.map(({ policyId }) => policyId), obligations, stepUp };
}

function saying({ decision, reason, matched, obligations, stepUp }: Decision | LocalDecision): object {
  return { decision, reason, matched: matched.map(({ policyId }) => policyId), obligations, stepUp };
}

test("a client decides a signed bundle as the shared rule does and as the reference says, cached and explained, in 5,000 questions", { timeout }, async () => {
  const { client, server } = world();
  const cache = createDecisionCache({ maxEntries: 20 });
  const policies = client({ pollIntervalSeconds: 0, cache });
  const reasons = new Map<string, number>();
  let revision = 0;
  await fc.assert(
    fc.asyncProperty(policiesArbitrary, rolesArbitrary, fc.array(questionArbitrary, { minLength: 20, maxLength: 20 }), async (generated, roles, inputs) => {
      const bundled: BundledPolicy[] = generated.map(({ id, version, document }) => ({ id, version: version!, document }));
      revision += 1;
      server.change({ revision: `rev_${revision}`, policies: bundled, roles });
      await policies.refresh();
      const engine = compilePolicies(bundled);
      for (const input of inputs) {
        const expected = expectedOf(bundled, roles, input);
        const local = policies.evaluate(input);
        expect(saying(local)).toEqual(expected);
        expect(saying(policies.evaluate(input))).toEqual(expected);
        expect(saying(policies.explain(input))).toEqual(expected);
        expect(saying(decideAccess(engine, input, accessRoles(roles)))).toEqual(expected);
        reasons.set(local.reason, (reasons.get(local.reason) ?? 0) + 1);
      }
    }),
    { numRuns: 250 },
  );
  for (const reason of ["policy_allow", "role_allow", "policy_deny", "policy_deny_undetermined", "default_deny"])
    expect({ reason, often: (reasons.get(reason) ?? 0) > 100 }).toEqual({ reason, often: true });
});
