/** Step-up: when an operation wants a fresher or stronger proof, a handler asks the person for it. */

import type { CreateMfaChallenge, MfaChallenge, StepUp, StepUpChallenge } from "@plinto/spec";
import { PlintoError, isPlintoError } from "./errors.ts";
import { call } from "./operation.ts";
import type { OperationLine } from "./operation-descriptor.ts";
import { sessionChanged } from "./session/session-changed.ts";
import type { IssuedSession } from "./session/wire.ts";
import type { Client, Stage } from "./transport/stage.ts";
import { withTimeLimit } from "./transport/time-limit.ts";

/** What a handler is given. */
export interface StepUpRequest {
  /** What the server wants: the methods that are open to the person, and how recent the proof must be. */
  readonly challenge: StepUpChallenge;
  /** The operation that was refused. */
  readonly operationId: string | undefined;
  /**
   * Makes the challenge that a passkey answers: `{ kind: "passkey" }`. Its `publicKey` is for the browser, its `id` for
   * `stepUp`. The other methods need none.
   */
  createChallenge(parameters: CreateMfaChallenge): Promise<MfaChallenge>;
  /**
   * Performs `stepUp` with what the person gave, for example `{ method: "totp", code }`. Fails with `session_changed` when
   * another session has taken the place of the one that the challenge is about.
   */
  stepUp(parameters: StepUp): Promise<IssuedSession>;
}

/**
 * Asks the person and performs `request.stepUp`. When it resolves, the refused call is replayed once, under the same
 * idempotency key; when it rejects, the call fails with its 403 and the rejection as `cause`. Calls that are refused
 * meanwhile wait for the same run.
 *
 * @example
 * plinto.onStepUp(async ({ challenge, createChallenge, stepUp }) => {
 *   if (challenge.methods.includes("passkey")) {
 *     const { id, publicKey } = (await createChallenge({ kind: "passkey" })) as PasskeyChallenge;
 *     return stepUp({ method: "passkey", challengeId: id, credential: await getPasskey(publicKey) });
 *   }
 *   return stepUp({ method: "totp", code: await askForCode() });
 * });
 */
export type StepUpHandler = (request: StepUpRequest) => unknown;

/** Registers the handler; the returned function removes it. A second handler replaces the first. */
export type OnStepUp = (handler: StepUpHandler) => () => void;

const STEP_UP: OperationLine = "stepUp POST /v1/auth/step-up session=switch";
const CREATE_CHALLENGE: OperationLine = "createMfaChallenge POST /v1/mfa/challenges pending";

/** Makes the stage and its registration. */
export function createStepUp(client: () => Client, initial?: StepUpHandler): { stage: Stage; onStepUp: OnStepUp } {
  let handler = initial;
  let running: Promise<unknown> | undefined;

  const run = (handle: StepUpHandler, { details, operationId }: PlintoError): Promise<unknown> => {
    const challenge = details["challenge"] as StepUpChallenge;
    // The proof of one person must not be taken from another who signed in meanwhile.
    const inItsSession = async <T>(line: OperationLine, parameters: object): Promise<T> => {
      if (client().transport.sessionStages?.principal?.()?.id !== challenge.sessionId) throw new PlintoError({ ...sessionChanged, operationId });
      return call<T, PlintoError>(client(), line, parameters);
    };
    return (running ??= new Promise((resolve) =>
      resolve(
        handle({
          challenge,
          operationId,
          createChallenge: (parameters) => inItsSession(CREATE_CHALLENGE, parameters),
          stepUp: (parameters) => inItsSession(STEP_UP, parameters),
        }),
      ),
    ).finally(() => (running = undefined)));
  };

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
