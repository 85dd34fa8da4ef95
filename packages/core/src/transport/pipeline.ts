/** The transport as a list: what happens to every call, in order. */

import { attempt } from "./attempt.ts";
import { clientHeaders } from "./client-headers.ts";
import { deadline } from "./deadline.ts";
import { idempotencyKey } from "./idempotency-key.ts";
import { observe } from "./observe.ts";
import { readAnswer } from "./read-answer.ts";
import { retry } from "./retry.ts";
import type { Answer, CallContext, SessionStages, Stage } from "./stage.ts";
import { trace } from "./trace.ts";

/**
 * A stage wraps all that stand below it, so where one stands says what it sees.
 * Step-up waits for a person and therefore stands outside the deadline; its replay gets a deadline of its own.
 * The idempotency key stands above everything that repeats a request, so that all repeat the same one.
 * The session effect stands above authorization, so that a sign-out has tried a refreshed token before it counts a 401
 * as "gone already".
 * Retry stands above the attempt, because each attempt has its own time; the answer is read inside the attempt,
 * because a body that never ends shall not outlive it.
 */
const pipeline = (session: SessionStages | undefined): (Stage | undefined)[] => [
  observe,
  trace,
  clientHeaders,
  idempotencyKey,
  session?.stepUp,
  deadline,
  session?.sessionEffect,
  session?.authorize,
  retry,
  attempt,
  readAnswer,
];

/** Runs a call through all stages. */
export function runPipeline(context: CallContext): Promise<Answer> {
  const stages = pipeline(context.transport.sessionStages);
  const run = (index: number): Promise<Answer> => {
    const stage = stages[index];
    const next = (): Promise<Answer> => run(index + 1);
    return stage ? stage(context, next) : next();
  };
  return run(0);
}
