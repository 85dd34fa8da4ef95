import type { MatchedPolicy, PolicyEvaluation } from "@plinto/spec";
import type { Decision, PolicyInput } from "@plinto/policy";
import type { Derive } from "../../kernel/secret.ts";
import type { EventFacts } from "../events/emit.ts";

/** A decision as it is kept: who wanted what, and why not. What the question said beside is not kept. */
export function keptDecision(
  { decisionId, decision, reason, matched, policyVersion }: Omit<Decision, "reason"> & { readonly reason: string },
  { action, subject, resource }: PolicyInput,
  at: { readonly organizationId: string; readonly source: "api" | "enforcement"; readonly operationId: string | null; readonly evaluatedAt: string },
): PolicyEvaluation {
  return {
    decisionId,
    ...at,
    action,
    subject: { type: subject.type, id: subject.id },
    resource: { type: resource.type, id: resource.id ?? null },
    decision,
    reason,
    matched: matched as readonly MatchedPolicy[] as MatchedPolicy[],
    policyVersion,
    reportedBy: null,
  };
}

/** The event of a decision; nothing for one that allows and is not in the sample. */
export function evaluationEvent(derive: Derive, sampling: number, kept: PolicyEvaluation): { readonly type: string; readonly facts: EventFacts } | undefined {
  if (kept.decision === "allow" && !isSampled(derive, sampling, kept.decisionId)) return undefined;
  return {
    type: kept.decision === "deny" ? "policy.evaluation_denied" : "policy.evaluated",
    facts: { organizationId: kept.organizationId, target: { type: "policy_evaluation", id: kept.decisionId }, data: kept },
  };
}

/** By the decision's own id, so that drawing a lot changes nothing. */
function isSampled(derive: Derive, sampling: number, decisionId: string): boolean {
  if (sampling <= 0) return false;
  if (sampling >= 1) return true;
  const bytes = derive("policy-sample", decisionId);
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0) / 2 ** 32 < sampling;
}
