/** Step-up: when an operation wants a fresher or stronger proof, a handler asks the person for it. */

import { type PlintoError, isPlintoError } from "./errors.ts";
import { call } from "./operation.ts";
import type { OperationLine } from "./operation-descriptor.ts";
import type { IssuedSession } from "./session/wire.ts";
import type { Client, Stage } from "./transport/stage.ts";
import { withTimeLimit } from "./transport/time-limit.ts";

/** What a handler is given. */
export interface StepUpRequest {
  /** What the server wants: methods, age, whatever the problem document says. */
  readonly challenge: unknown;
  /** The operation that was refused. */
  readonly operationId: string | undefined;
  /** Performs `stepUp` with what the person gave, for example `{ method: "password", password }`. */
  stepUp(parameters: object): Promise<IssuedSession>;
}

/**
 * Asks the person and performs `request.stepUp`. When it resolves, the refused call is replayed once; when it rejects,
 * the call fails with its 403 and the rejection as `cause`. Calls that are refused meanwhile wait for the same run.
 */
export type StepUpHandler = (request: StepUpRequest) => unknown;

/** Registers the handler; the returned function removes it. A second handler replaces the first. */
export type OnStepUp = (handler: StepUpHandler) => () => void;

const STEP_UP: OperationLine = "stepUp POST /v1/auth/step-up session=switch";

/** Makes the stage and its registration. */
export function createStepUp(client: () => Client, initial?: StepUpHandler): { stage: Stage; onStepUp: OnStepUp } {
  let handler = initial;
  let running: Promise<unknown> | undefined;

  const run = (handle: StepUpHandler, { details, operationId }: PlintoError): Promise<unknown> =>
    (running ??= new Promise((resolve) =>
      resolve(
        handle({
          challenge: details["challenge"],
          operationId,
          stepUp: (parameters) => call(client(), STEP_UP, parameters),
        }),
      ),
    ).finally(() => (running = undefined)));

  return {
    async stage(context, next) {
      try {
        return await next();
      } catch (error) {
        const { operation, replayable } = context;
        const handle = handler;
        if (!handle || !replayable || operation?.id === "stepUp" || !isPlintoError(error, "step_up_required")) throw error;
        try {
          // A person takes the time she needs; only the caller's signal ends the wait.
          await withTimeLimit(context, "timeout", undefined, () => run(handle, error));
        } catch (cause) {
          throw isPlintoError(cause, "aborted") ? cause : Object.assign(error, { cause });
        }
        return next();
      }
    },
    onStepUp(next) {
      handler = next;
      return () => {
        if (handler === next) handler = undefined;
      };
    },
  };
}
