import { networkRefusal, policyRefusal } from "../domain/auth-policies/entry.ts";
import { policyRowOf } from "../domain/auth-policies/policy.ts";
import { authPolicyFacts, renderAuthPolicy } from "../domain/auth-policies/render.ts";
import { authPolicyFaults, completePolicy, unmeetableFaults } from "../domain/auth-policies/rules.ts";
import type { AuthPolicy, AuthPolicyRow } from "../domain/auth-policies/table.ts";
import { changesBetween } from "../domain/events/changes.ts";
import { formatTimestamp } from "../kernel/timestamp.ts";
import { ok, refuse } from "../kernel/transaction.ts";
import { handler, type DecideContext, type OperationHandlers } from "../pipeline/handler.ts";

/** What an organization asks of the sessions that enter it. */
export const authPolicyOperations: OperationHandlers<"getAuthPolicy" | "setAuthPolicy"> = {
  getAuthPolicy: handler<"getAuthPolicy", AuthPolicyRow>({
    decide: (context) => ok(policyRowOf(context.tx, context.organization!)),
    finish: (_context, policy) => renderAuthPolicy(policy),
  }),

  setAuthPolicy: handler<"setAuthPolicy", AuthPolicyRow>({
    version: (context) => policyRowOf(context.tx, context.organization!).version,
    decide(context, { orgId, ...input }) {
      const { tx, emit, environment } = context;
      const errors = [...authPolicyFaults(input), ...unmeetableFaults(environment, input)];
      if (errors.length > 0) return refuse("validation_failed", { errors });
      const wanted = completePolicy(input);
      const lockedOut = refusalOfCaller(context, wanted);
      if (lockedOut !== undefined)
        return refuse("would_lock_out_actor", { detail: `Under this policy the very call that sets it would be refused with ${lockedOut}.` });
      const before = policyRowOf(tx, context.organization!);
      const changes = changesBetween(before, wanted, Object.keys(wanted));
      if (Object.keys(changes).length === 0) return ok(before);
      const after = { ...wanted, organizationId: orgId, version: before.version + 1, updatedAt: formatTimestamp(tx.now) };
      if (tx.authPolicies.get(orgId)) tx.authPolicies.update(orgId, after);
      else tx.authPolicies.insert(after);
      emit("organization.auth_policy_updated", authPolicyFacts(after, changes));
      return ok(after);
    },
    finish: (_context, policy) => renderAuthPolicy(policy),
  }),
};

/** With which code a policy would refuse whoever sets it. The key of the environment is bound by none. */
function refusalOfCaller({ tx, environment, organization, signedIn, principal, request }: DecideContext, policy: AuthPolicy): string | undefined {
  const { address } = request;
  if (signedIn) return policyRefusal(tx, organization!.id, policy, { environment, ...signedIn, address, now: tx.now })?.code;
  return principal.kind === "organization" ? networkRefusal(policy, address)?.code : undefined;
}
