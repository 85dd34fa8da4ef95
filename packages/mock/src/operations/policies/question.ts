import { decideAccess, explainAccess, validateInput, type Explanation, type PolicyInput, type PolicySubject } from "@plinto/policy";
import type { EvaluatePolicies, Permission, PolicyDecision, PolicyExplanation } from "@plinto/spec";
import { membershipGrants } from "../../domain/members/authority.ts";
import { denialOfCreator } from "../../domain/policies/creator.ts";
import { evaluationEvent, keptDecision } from "../../domain/policies/kept-decision.ts";
import { authenticationOf, keySubject, memberSubject } from "../../domain/policies/subject.ts";
import { standingOf } from "../../domain/rbac/standing.ts";
import { permissions } from "../../generated/registries.ts";
import { formatTimestamp } from "../../kernel/timestamp.ts";
import { ok, refuse, type Ok } from "../../kernel/transaction.ts";
import type { DecideContext, OperationRefusal } from "../../pipeline/handler.ts";

/** Somebody who wants something, as this state knows them. */
interface Asker {
  readonly subject: PolicySubject;
  /** Whether a role, or a key's own account, grants what is asked. */
  readonly granted: boolean;
  /** What keeps the membership from counting; `active` when nothing does. */
  readonly standing: ReturnType<typeof standingOf>;
  /** Whether it is the caller. */
  readonly isCaller: boolean;
}

/** Decides one question by policies and roles, and keeps the decision as the environment wants it kept. */
export function decideQuestion(context: DecideContext, question: EvaluatePolicies, pointer: string): Ok<PolicyDecision> | OperationRefusal {
  const { tx, emit, environment, policies } = context;
  const organization = context.organization!;
  const asker = askerOf(context, question, pointer);
  if (!asker.ok) return asker;
  const { subject, granted, standing } = asker.value;
  const input = inputOf(context, question, asker.value);
  const errors = validateInput(input).map(({ pointer: at, code, message }) => ({ pointer: `${pointer}${at}`, code, message }));
  if (errors.length > 0) return refuse("input_invalid", { errors });
  const engine = policies.of(tx, organization.id);
  // What others may not read of policies is not told by the way to a decision.
  const explained = question.explain === true && context.can("policies:read") ? explainAccess(engine, input, granted) : undefined;
  const own = explained ?? decideAccess(engine, input, granted);
  const decided = (own.decision === "allow" && denialOfCreator(tx, engine, input)) || own;
  // Who is out is out, whatever roles and policies say.
  const barred = { ...decided, decision: "deny" as const, reason: standing, matched: [], obligations: [], stepUp: null, validUntil: null };
  const answer = standing === "active" || subject.type !== "user" ? decided : barred;
  const at = { organizationId: organization.id, source: "api", operationId: null, evaluatedAt: formatTimestamp(tx.now) } as const;
  const event = evaluationEvent(tx.derive, environment.policyEvaluationSampling, keptDecision(answer, input, at));
  if (event) emit(event.type, event.facts);
  return ok(rendered(answer, explained));
}

function askerOf(context: DecideContext, { action, subject = {} }: EvaluatePolicies, pointer: string): Ok<Asker> | OperationRefusal {
  const { tx, principal, arm, can } = context;
  const organization = context.organization!;
  const { userId = principal.kind === "user" ? principal.userId : undefined, attributes } = subject;
  const isCaller = principal.kind === "user" && principal.userId === userId;
  if (userId !== undefined) {
    if (!isCaller && "permission" in arm && arm.scope === "self")
      return refuse("permission_denied", { detail: "The caller lacks the permission policies:evaluate, which asking about others takes." });
    const membership = tx.memberships.find("membership", [organization.id, userId]);
    if (!membership) return refuse("member_not_found");
    return ok({
      subject: memberSubject(tx, membership, tx.users.require(userId), attributes),
      granted: isPermission(action) && membershipGrants(tx, membership, action),
      standing: standingOf(tx, organization, membership),
      isCaller,
    });
  }
  if (principal.kind === "organization") {
    const granted = isPermission(action) && can(action);
    return ok({ subject: keySubject(tx.keys.require(principal.keyId), attributes), granted, standing: "active", isCaller: true });
  }
  return refuse("input_invalid", {
    errors: [{ pointer: `${pointer}/subject/userId`, code: "field_required", message: "The environment is bound by no policy: name the member who wants it." }],
  });
}

function inputOf(
  { tx, request, signedIn, organization }: DecideContext,
  { action, resource, request: asked = {} }: EvaluatePolicies,
  { subject, isCaller }: Asker,
): PolicyInput {
  const own = isCaller ? { ip: request.address, authentication: signedIn ? authenticationOf(signedIn.session) : null } : {};
  return { action, organizationId: organization!.id, subject, resource, request: { ...own, time: formatTimestamp(tx.now), ...asked } };
}

function isPermission(action: string): action is Permission {
  return (permissions as readonly string[]).includes(action);
}

function rendered(
  {
    decision,
    reason,
    decisionId,
    matched,
    obligations,
    stepUp,
    policyVersion,
    validUntil,
    cached,
  }: Omit<PolicyDecision, "matched" | "obligations" | "stepUp"> & Pick<Explanation, "matched" | "obligations" | "stepUp">,
  explained: Explanation | undefined,
): PolicyDecision {
  return {
    decision,
    reason,
    decisionId,
    matched: matched.map((policy) => ({ ...policy })),
    obligations: obligations.map(({ type, parameters }) => ({ type, ...(parameters && { parameters: { ...parameters } }) })),
    stepUp: stepUp && { ...stepUp },
    policyVersion,
    validUntil,
    cached,
    ...(explained && { explanation: explanationOf(explained) }),
  };
}

function explanationOf({ candidates, steps, considered }: Explanation): PolicyExplanation {
  return { candidates, steps, considered: considered.map((trace) => ({ ...trace, conditions: trace.conditions.map((condition) => ({ ...condition })) })) };
}
