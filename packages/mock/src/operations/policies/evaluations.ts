import type { EvaluatePolicies, PolicyDecision, PolicyDecisionRow, PolicyEvaluation } from "@plinto/spec";
import { boundsOf } from "../../domain/audit-logs/search.ts";
import { evaluationEvents, type AuditRow } from "../../domain/audit-logs/table.ts";
import { evaluationEvent } from "../../domain/policies/kept-decision.ts";
import { errorCodes } from "../../generated/registries.ts";
import { formatTimestamp, parseTimestamp } from "../../kernel/timestamp.ts";
import { ok, refuse, type Ok } from "../../kernel/transaction.ts";
import { actorOf } from "../../pipeline/actor.ts";
import { handler, type DecideContext, type Input, type OperationHandlers, type OperationRefusal } from "../../pipeline/handler.ts";
import { listScope, readPage } from "../../pipeline/list.ts";
import { listHandler } from "../../pipeline/list-handler.ts";
import type { Fault } from "../../pipeline/problem.ts";
import type { MockTransaction } from "../../schema.ts";
import { auditScopeOf } from "../audit-scope.ts";
import { implausible } from "./plausible-report.ts";
import { decideQuestion } from "./question.ts";

type EvaluationOperationId = "evaluatePolicies" | "evaluatePoliciesBatch" | "listPolicyEvaluations" | "reportPolicyEvaluations";

const batchLimit = 100;

/** The share that is kept of what is reported: whoever reports has drawn the sample, and a second draw would leave next to nothing. */
const keepAll = 1;

/** Decisions: asked for here, or made elsewhere and reported. */
export const evaluationOperations: OperationHandlers<EvaluationOperationId> = {
  evaluatePolicies: handler<"evaluatePolicies", PolicyDecision>({
    decide: (context, input) => decideQuestion(context, input, ""),
    finish: (_context, decision) => decision,
  }),

  evaluatePoliciesBatch: handler<"evaluatePoliciesBatch", PolicyDecisionRow[]>({
    judges: ["evaluations"],
    decide(context, { evaluations }) {
      if (Array.isArray(evaluations) && evaluations.length > batchLimit)
        return refuse("batch_too_large", { detail: `Ask at most ${batchLimit} questions at once.` });
      const { left } = context.request;
      const ofAll = left.filter(({ pointer }) => pointer === "/evaluations");
      if (ofAll.length > 0) return refuse("validation_failed", { errors: [...ofAll] });
      return ok(evaluations.map((question, index) => rowOf(decideOneOfMany(context, question, faultsOf(left, index)))));
    },
    finish: (_context, results) => ({ results }),
  }),

  listPolicyEvaluations: listHandler<"listPolicyEvaluations", AuditRow>({
    page(context, input) {
      const { tx, cursors } = context;
      const organization = context.organization!;
      const { actors } = auditScopeOf(context);
      const sort = input.sort ?? "-evaluatedAt";
      return readPage({
        table: tx.auditLogs,
        index: "evaluations",
        prefix: [organization.id],
        reverse: sort.startsWith("-"),
        ...boundsOf(input.evaluatedAt),
        where: (row) => (actors === undefined || actors.includes(row.actorKey)) && isAsked(keptIn(row), input),
        pageSize: input.pageSize,
        cursor: input.cursor,
        cursors,
        scope: listScope({ ...input, sort, list: "listPolicyEvaluations", tenant: organization.id, ...(actors && { actors: actors.join() }) }),
      });
    },
    items: (_context, rows) => rows.map(keptIn),
  }),

  reportPolicyEvaluations: handler<"reportPolicyEvaluations", undefined>({
    decide({ tx, emit, organization, principal }, { evaluations }) {
      if (evaluations.length > batchLimit) return refuse("batch_too_large", { detail: `Report at most ${batchLimit} decisions at once.` });
      const errors = evaluations.flatMap((report, index) => implausible(report, `/evaluations/${index}`, tx.now));
      if (errors.length > 0) return refuse("validation_failed", { errors });
      const taken = new Set<string>();
      for (const { decisionId, time, action, subject, resource, decision, reason, matched, revision } of evaluations) {
        // A report may come again, with another key too; and nobody overwrites what is kept.
        if (taken.has(decisionId) || isKept(tx, organization!.id, decisionId)) continue;
        taken.add(decisionId);
        const event = evaluationEvent(tx.derive, keepAll, {
          decisionId,
          organizationId: organization!.id,
          source: "report",
          action,
          subject: { type: subject.type, id: subject.id },
          resource: { type: resource.type, id: resource.id ?? null },
          decision,
          reason,
          matched,
          policyVersion: revision,
          operationId: null,
          reportedBy: actorOf(principal),
          evaluatedAt: formatTimestamp(parseTimestamp(time)),
        });
        if (event) emit(event.type, event.facts);
      }
      return ok();
    },
    finish: () => undefined,
  }),
};

/** One question of a batch, which is refused alone, whatever is wrong with it. */
function decideOneOfMany(context: DecideContext, question: EvaluatePolicies, faults: Fault[]): Ok<PolicyDecision> | OperationRefusal {
  if (faults.length > 0) return refuse("input_invalid", { errors: faults });
  if (question.explain !== true) return decideQuestion(context, question, "");
  return refuse("input_invalid", { errors: [{ pointer: "/explain", code: "not_in_batch", message: "Ask evaluatePolicies for one explanation at a time." }] });
}

/** The faults of one question, with pointers into it. */
function faultsOf(left: readonly Fault[], index: number): Fault[] {
  const place = `/evaluations/${index}`;
  return left.flatMap((fault) =>
    fault.pointer === place || fault.pointer.startsWith(`${place}/`) ? [{ ...fault, pointer: fault.pointer.slice(place.length) }] : [],
  );
}

function isKept(tx: MockTransaction, organizationId: string, decisionId: string): boolean {
  return tx.auditLogs
    .scan("byTarget", [decisionId])
    .toArray()
    .some((row) => row.organizationId === organizationId && evaluationEvents.includes(row.type));
}

function rowOf(answer: Ok<PolicyDecision> | OperationRefusal): PolicyDecisionRow {
  if (answer.ok) return { status: "decided", decision: answer.value };
  const { detail, errors } = answer.facts as { readonly detail?: string; readonly errors?: readonly Fault[] };
  return { status: "failed", error: { code: answer.code, message: detail ?? errorCodes[answer.code].fix, errors: [...(errors ?? [])] } };
}

/** The decision that a row of the audit log keeps. */
function keptIn(row: AuditRow): PolicyEvaluation {
  return row.event.data as unknown as PolicyEvaluation;
}

function isAsked(kept: PolicyEvaluation, { decision, source, action, subject, policyId }: Input<"listPolicyEvaluations">): boolean {
  return (
    (decision === undefined || kept.decision === decision) &&
    (source === undefined || kept.source === source) &&
    (action === undefined || kept.action === action) &&
    (subject === undefined || kept.subject.id === subject) &&
    (policyId === undefined || kept.matched.some((policy) => policy.policyId === policyId))
  );
}
