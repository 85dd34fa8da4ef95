import { decideAccess, isKeptForOwners, type Decision, type PolicyInput } from "@plinto/policy";
import type { Permission } from "@plinto/spec";
import { creatorOf } from "../domain/api-keys/scopes.ts";
import type { EnvironmentRow } from "../domain/environment/table.ts";
import type { MembershipRow } from "../domain/members/table.ts";
import { proofMethods } from "../domain/mfa/factors.ts";
import type { OrganizationRow } from "../domain/organizations/table.ts";
import { resourceOfCall } from "../domain/policies/call-resource.ts";
import { keptDecision } from "../domain/policies/kept-decision.ts";
import { authenticationOf, keySubject, memberSubject } from "../domain/policies/subject.ts";
import { stepUpChallenge } from "../domain/sessions/challenge.ts";
import { formatTimestamp } from "../kernel/timestamp.ts";
import type { OperationRow, PermissionArm } from "../operation-row.ts";
import type { SignedIn } from "../principal.ts";
import type { MockReaders } from "../schema.ts";
import { denialOfCreator } from "../domain/policies/creator.ts";
import type { AuthorizeFacts } from "./authorize-facts.ts";
import { fail } from "./problem.ts";

/** A call that stands in an organization, and who makes it there. */
export interface GatedCall {
  readonly facts: AuthorizeFacts;
  readonly environment: EnvironmentRow;
  readonly organization: OrganizationRow;
  readonly membership: MembershipRow | undefined;
  readonly signedIn: SignedIn | undefined;
  /** The way that is open to the caller without policies, if any. */
  readonly arm: PermissionArm | undefined;
}

/** How recent a new proof has to be where policies do not say. */
const defaultProofSeconds = 600;

/**
 * What the policies of an organization make of a call, beside what roles grant: a policy that denies, then a policy that
 * allows or a role that grants, then deny. Where no policy is in force nothing is done at all.
 *
 * @returns the way that is open to the caller then; nothing when none is
 * @throws ProblemError `permission_denied` when a policy denies it, `step_up_required` when a new proof would turn that
 */
export function passPolicies(read: MockReaders, call: GatedCall): PermissionArm | undefined {
  const { facts, organization, membership, arm } = call;
  const { principal, row } = facts;
  const set = read.policySets.get(organization.id);
  if (set === undefined || set.enabled === 0 || row.public) return arm;
  // Who acts from outside, a super admin, is not the organization's to bind, and neither is the environment.
  if (principal.kind === "user" ? membership === undefined : principal.kind !== "organization") return arm;
  const action = actionOf(row);
  if (membership?.role === "owner" && arm && (isKeptForOwners(action) || row.id === "restoreOrganization")) return arm;
  const engine = facts.policies.of(read, organization.id);
  const input = inputOf(read, call, action);
  const decision = decideAccess(engine, input, arm !== undefined);
  if (decision.decision === "deny") return deny(read, call, input, decision);
  const denial = denialOfCreator(read, engine, input);
  if (denial) return deny(read, call, input, denial);
  return decision.reason === "policy_allow" ? (openedArm(read, call) ?? arm) : arm;
}

/** Whether a policy of the organization gives the caller an action of this API that no role does. */
export function opensByPolicy(read: MockReaders, call: GatedCall, action: Permission): boolean {
  const { facts, organization, membership, signedIn } = call;
  if (!membership || !signedIn || (read.policySets.get(organization.id)?.enabled ?? 0) === 0) return false;
  return decideAccess(facts.policies.of(read, organization.id), inputOf(read, call, action), false).decision === "allow";
}

/** What a call is to policies: its permission, or the operation where it needs none. */
export function actionOf(row: OperationRow): string {
  const needed = row.permission.anyOf.find((arm) => "permission" in arm);
  return needed ? needed.permission : `self:${row.id}`;
}

function inputOf(read: MockReaders, { facts, organization, membership, signedIn }: GatedCall, action: string): PolicyInput {
  const { principal, row, input, address, now } = facts;
  return {
    action,
    organizationId: organization.id,
    subject: membership && signedIn ? memberSubject(read, membership, signedIn.user) : keySubject(read.keys.require((principal as { keyId: string }).keyId)),
    resource: resourceOfCall(row, input, organization.id),
    request: {
      ip: address,
      time: formatTimestamp(now),
      authentication: signedIn ? authenticationOf(signedIn.session) : null,
      attributes: { operationId: row.id, method: row.method },
    },
  };
}

/** The way that an allowing policy opens: the whole permission, where the credential reaches so far. */
function openedArm(read: MockReaders, { facts: { row, principal } }: GatedCall): PermissionArm | undefined {
  const arm = row.permission.anyOf.find((candidate) => "permission" in candidate && candidate.scope === "all");
  if (!arm || !("permission" in arm)) return undefined;
  return principal.kind === "organization" && !isInForce(read, principal, arm.permission) ? undefined : arm;
}

/** A key does no more than its scopes say, and nothing when whoever made it is out. */
function isInForce(read: MockReaders, key: Extract<AuthorizeFacts["principal"], { kind: "organization" }>, permission: Permission): boolean {
  return key.scopes.includes(permission) && (key.createdBy === "environment" || creatorOf(read, key) !== undefined);
}

function deny(read: MockReaders, call: GatedCall, input: PolicyInput, decision: Decision): undefined {
  const { facts, environment, organization, signedIn } = call;
  const { principal, row, now } = facts;
  const { stepUp, reason, matched } = decision;
  const evaluation = keptDecision(decision, input, {
    organizationId: organization.id,
    source: "enforcement",
    operationId: row.id,
    evaluatedAt: formatTimestamp(now),
  });
  if (stepUp && signedIn && principal.kind === "user" && !principal.impersonatorId) {
    const challenge = stepUpChallenge(read, environment, signedIn, Math.max(1, stepUp.maxAgeSeconds ?? defaultProofSeconds));
    const factors: readonly string[] = proofMethods(read, environment, signedIn.user.id);
    const methods = stepUp.mfa ? challenge.methods.filter((method) => factors.includes(method)) : challenge.methods;
    if (methods.length > 0) fail("step_up_required", { members: { challenge: { ...challenge, methods } }, evaluation });
  }
  // No policy says anything: it is roles that do not grant it, and they say so better.
  if (reason === "default_deny") return undefined;
  const policyIds = matched.map(({ policyId }) => policyId);
  const named = policyIds.length === 0 ? "" : `: ${policyIds.join(", ")}`;
  fail("permission_denied", {
    detail: `The policies of the organization refuse this${named}.`,
    members: { reason, ...(policyIds.length === 0 ? {} : { policyIds }) },
    evaluation,
  });
}
