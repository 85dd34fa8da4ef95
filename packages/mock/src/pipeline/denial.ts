import type { EventFacts } from "../domain/events/emit.ts";
import { evaluationEvent } from "../domain/policies/kept-decision.ts";
import { emitWithReactions } from "../domain/reactions.ts";
import { ok } from "../kernel/transaction.ts";
import type { World } from "../kernel/world.ts";
import type { OperationRow } from "../operation-row.ts";
import type { MockSchema } from "../schema.ts";
import { actorJson, actorOf } from "./actor.ts";
import type { AuthorizeFacts } from "./authorize-facts.ts";
import type { Context } from "./handler.ts";
import { ProblemError } from "./problem.ts";

interface Denied {
  readonly context: Context;
  readonly row: OperationRow;
  readonly facts: AuthorizeFacts;
}

/** The refusals that say that a caller tried more than it may. */
const deniedCodes: readonly string[] = [
  "permission_denied",
  "permission_above_actor",
  "role_above_actor",
  "cannot_act_on_higher_role",
  "member_suspended",
  "organization_suspended",
  "mfa_required_by_org",
  "auth_method_not_allowed",
  "ip_not_allowed",
  "not_found",
];

/** A caller we know who was told no leaves a trace. */
export async function recordDenial(world: World<MockSchema>, { context, row, facts }: Denied, error: unknown): Promise<void> {
  if (!(error instanceof ProblemError) || context.principal.kind === "anonymous" || row.public) return;
  const { code, evaluation } = error.problem;
  const isDenied = deniedCodes.includes(code);
  if (!isDenied && !evaluation) return;
  const { principal } = context;
  const own = row.permission.tenant && (principal.kind === "user" || principal.kind === "organization") ? principal.organizationId : null;
  const organizationId = (facts.input["orgId"] as string | undefined) ?? facts.organizationHeader ?? own;
  const known = organizationId !== null && world.read.organizations.get(organizationId) !== undefined;
  if (code === "not_found" && !known) return;
  const actor = actorOf(context.principal);
  await world.transact({ operationId: row.id, requestId: context.request.requestId, actor: actorJson(context.principal) }, (tx) => {
    const emit = (type: string, eventFacts: EventFacts): void =>
      void emitWithReactions(tx, type, eventFacts, actor, context.request.requestId, context.request);
    if (isDenied) {
      emit("access.denied", {
        organizationId: known ? organizationId : null,
        target: { type: "operation", id: row.id },
        data: { operationId: row.id, code },
        userId: actor.id ?? "anonymous",
      });
    }
    const kept = evaluation && evaluationEvent(tx.derive, 0, evaluation);
    if (kept) emit(kept.type, kept.facts);
    return ok();
  });
}
