import { compileValidated, explainAccess, validateInput, type Explanation, type PolicyInput } from "@plinto/policy";
import type { PolicyDocument } from "@plinto/spec";
import { standingOf } from "../../domain/rbac/standing.ts";
import { membershipGrants } from "../../domain/members/authority.ts";
import { diagnose } from "../../domain/policies/diagnose.ts";
import { enabledPolicies } from "../../domain/policies/engines.ts";
import { memberSubject } from "../../domain/policies/subject.ts";
import type { OrganizationRow } from "../../domain/organizations/table.ts";
import type { ControlPolicyEntry, ControlPolicyList, ControlPolicyTrial, ControlSavePolicy, ControlTryPolicy } from "../../generated/control-types.ts";
import { permissions } from "../../generated/registries.ts";
import { formatTimestamp } from "../../kernel/timestamp.ts";
import { MockError } from "../../mock-error.ts";
import { internalsOf, type Mock } from "../../mock.ts";
import type { MockReaders } from "../../schema.ts";
import type { ControlHandler } from "../controlled-world.ts";

type PolicyOperation = "listPolicies" | "savePolicy" | "tryPolicy";

/** What a document that is no policy yet is called in traces. */
const draftId = "draft";

/** The policies of a world, and what would come of others. */
export const policyOperations: Readonly<Record<PolicyOperation, ControlHandler>> = {
  listPolicies({ mock }, input): ControlPolicyList {
    const { read } = internalsOf(mock).hosted.world;
    const { id } = organizationOf(read, (input as { organizationId: string }).organizationId);
    const policies = read.policies.scan("byName", [id]).toArray();
    return { data: policies.map(({ id: policyId, name, status, version, document }) => ({ id: policyId, name, status, version, document: { ...document } })) };
  },

  async savePolicy({ mock }, input): Promise<ControlPolicyEntry> {
    const { organizationId, policyId, ...policy } = input as unknown as ControlSavePolicy;
    const path = policyId === undefined ? "/v1/policies" : `/v1/policies/${encodeURIComponent(policyId)}`;
    const { id, name, status, version, document } = (await call(
      mock,
      policyId === undefined ? "POST" : "PATCH",
      path,
      organizationId,
      policy,
    )) as ControlPolicyEntry;
    return { id, name, status, version, document };
  },

  tryPolicy({ mock }, input): ControlPolicyTrial {
    const { organizationId, policyId, document, ...question } = input as unknown as ControlTryPolicy;
    const { read } = internalsOf(mock).hosted.world;
    const organization = organizationOf(read, organizationId);
    const now = mock.clock.now();
    const diagnostics = document === undefined ? [] : diagnose(read, organizationId, document, { id: policyId, now });
    if (diagnostics.some(({ severity }) => severity === "error")) return { diagnostics, decision: null };
    return { diagnostics, decision: decisionOf(decide(read, organization, question, { policyId, document: document as PolicyDocument | undefined, now })) };
  },
};

/** Decides by the rule of every call, with the draft in its place. */
function decide(
  read: MockReaders,
  organization: OrganizationRow,
  { userId, action, resource, request = {} }: Omit<ControlTryPolicy, "organizationId">,
  { policyId = draftId, document, now }: { readonly policyId: string | undefined; readonly document: PolicyDocument | undefined; readonly now: number },
): Omit<Explanation, "reason"> & { readonly reason: string } {
  const membership = read.memberships.find("membership", [organization.id, userId]);
  if (!membership) throw new MockError("not_found", "This person is no member of the organization.");
  const subject = memberSubject(read, membership, read.users.require(userId));
  const asked = { action, resource, subject, organizationId: organization.id, request: { time: formatTimestamp(now), ...request } } as PolicyInput;
  const [fault] = validateInput(asked);
  if (fault) throw new MockError("input_invalid", `The question has a fault at ${fault.pointer}: ${fault.message}`);
  const others = enabledPolicies(read, organization.id).filter(({ id }) => document === undefined || id !== policyId);
  const policies = document === undefined ? others : [...others, { id: policyId, document }];
  // Its decisions go nowhere, so their ids may all be the same.
  const engine = compileValidated(policies, { now: () => now, random: (length) => new Uint8Array(length) });
  const granted = permissions.some((permission) => permission === action && membershipGrants(read, membership, permission));
  const decided = explainAccess(engine, asked, granted);
  const standing = standingOf(read, organization, membership);
  return standing === "active" ? decided : { ...decided, decision: "deny", reason: standing, matched: [], obligations: [], stepUp: null, validUntil: null };
}

function decisionOf({
  decision,
  reason,
  matched,
  obligations,
  stepUp,
  validUntil,
  candidates,
  considered,
}: ReturnType<typeof decide>): NonNullable<ControlPolicyTrial["decision"]> {
  return {
    decision,
    reason,
    matched: matched.map(({ policyId }) => policyId),
    obligations: obligations.map((obligation) => ({ ...obligation })),
    stepUp: stepUp && { ...stepUp },
    validUntil,
    candidates,
    considered: considered.map(({ policyId, effect, priority, outcome, decided, failed, conditions }) => ({
      policyId,
      effect,
      priority,
      outcome,
      decided,
      failed,
      conditions: conditions.map((condition) => ({ ...condition })),
    })),
  };
}

function organizationOf(read: MockReaders, id: string): OrganizationRow {
  const organization = read.organizations.get(id);
  if (!organization) throw new MockError("not_found", "There is no such organization in this world.");
  return organization;
}

/** Calls the API as a server of the environment would. A refusal is told with its first fault. */
async function call(mock: Mock, method: string, path: string, organizationId: string, body: object): Promise<unknown> {
  const headers = { authorization: `Bearer ${mock.keys.secretKey}`, "content-type": "application/json", "plinto-organization": organizationId };
  const response = await mock.fetch(mock.baseUrl + path, { method, headers, body: JSON.stringify(body) });
  const answer = (await response.json()) as { code: string; detail: string; errors?: { pointer: string; message: string }[] };
  if (response.ok) return answer;
  const [fault] = answer.errors ?? [];
  throw new MockError(answer.code, fault ? `${answer.detail} ${fault.pointer}: ${fault.message}` : answer.detail);
}
