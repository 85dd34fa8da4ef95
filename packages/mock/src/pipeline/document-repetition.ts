import { operationTable } from "../generated/operation-table.ts";
import type { GraphqlAnswer, GraphqlWork } from "../graphql/port.ts";
import { ok } from "../kernel/transaction.ts";
import type { World } from "../kernel/world.ts";
import type { MockSchema } from "../schema.ts";
import { actorJson } from "./actor.ts";
import { bodyHash, idempotencyKeyOf, keep, recordId, replayOf } from "./idempotency.ts";
import type { OuterCall } from "./inner-call.ts";
import { ProblemError } from "./problem.ts";
import { Repetition } from "./repetition.ts";

/** Runs a document. An idempotency key stands for all of it, and for each of its mutations by itself. */
export async function runDocument(world: World<MockSchema>, work: GraphqlWork, outer: OuterCall): Promise<GraphqlAnswer> {
  const { input } = work;
  if (input === undefined) return work.run(outer);
  let key: string | undefined;
  let letGo: (() => Promise<void>) | undefined;
  try {
    key = idempotencyKeyOf(outer.exchange);
    if (key !== undefined) letGo = await keepDocument(world, key, input, outer);
  } catch (error) {
    if (error instanceof ProblemError) return work.refuse(error.problem, outer);
    throw error;
  }
  if (key === undefined) return work.run(outer);
  const repetition = new Repetition(key);
  try {
    const answered = await work.run({ ...outer, repetition });
    if (repetition.isWhole) answered.reply.headers["idempotency-replayed"] = "true";
    return answered;
  } finally {
    // As everywhere: what came to nothing may be mended and sent again.
    if (repetition.kept + repetition.replayed === 0) await letGo?.();
  }
}

/**
 * Keeps what a key stands for. What the document did is kept by its mutations.
 *
 * @returns lets go of it, where nobody else had kept it before
 * @throws ProblemError `idempotency_key_reused`
 */
async function keepDocument(
  world: World<MockSchema>,
  key: string,
  input: Readonly<Record<string, unknown>>,
  { exchange, principal, requestId }: OuterCall,
): Promise<(() => Promise<void>) | undefined> {
  const organizationId = exchange.header("plinto-organization") ?? undefined;
  const record = recordId(world.derive, { principal, device: exchange.header("plinto-device"), organizationId, operation: operationTable.graphql }, key);
  const hash = bodyHash(world.derive, input);
  const told = { operationId: "graphql", requestId, actor: actorJson(principal) };
  const kept = await world.transact(told, (tx) => {
    const isFirst = replayOf(tx, record, hash) === undefined;
    if (isFirst) keep(tx, record, hash, ok(null));
    return ok(isFirst);
  });
  if (!kept.value) return undefined;
  return async () => {
    await world.transact(told, (tx) => {
      tx.idempotency.delete(record);
      return ok();
    });
  };
}
