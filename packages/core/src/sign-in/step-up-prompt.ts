/** Step-up: an operation wants a fresher proof, a component asks the person for it, and the operation goes on. */

import type { PasskeyChallenge, StepUp, StepUpChallenge } from "@plinto/spec";
import type { PlintoError } from "../errors.ts";
import { getPasskey } from "../passkeys.ts";
import type { Plinto } from "../plinto.ts";
import type { StepUpRequest } from "../step-up.ts";
import { holdState } from "./held-state.ts";
import { type SignInPorts, withDefaults } from "./ports.ts";
import { asPlintoError, signInError } from "./sign-in-error.ts";

/** What is asked for. */
export interface StepUpState {
  /** The methods that are open to the person, and how recent the proof must be; null when nothing waits for one. */
  readonly challenge: StepUpChallenge | null;
  /** The operation that waits. */
  readonly operationId: string | null;
  readonly busy: boolean;
  /** Why the last proof was refused; the operation still waits. */
  readonly error: PlintoError | null;
}

/** What the person can do. */
export interface StepUpActions {
  /** Proves with a password, or a code of an app, of a mail or of the recovery codes. */
  prove(proof: Exclude<StepUp, { method: "passkey" }>): Promise<StepUpState>;
  /** Proves with a passkey. */
  provePasskey(): Promise<StepUpState>;
  /** Mails a code to the person's own address. */
  sendOtp(): Promise<StepUpState>;
  /** Gives up: the operation fails with its `step_up_required`, whose cause is `step_up_cancelled`. A dialog of the browser closes. */
  cancel(): void;
}

/** Where requests wait for the person. */
export interface StepUpPrompt extends StepUpActions {
  get(): StepUpState;
  subscribe(listener: () => void): () => void;
  /** A component is there that asks. Until the returned function is called, operations wait instead of failing. */
  attend(): () => void;
}

interface Waiting {
  readonly request: StepUpRequest;
  /** Aborted when nobody waits for the proof any more. */
  readonly over: AbortController;
  readonly done: () => void;
  readonly failed: (cause: unknown) => void;
}

const IDLE: StepUpState = { challenge: null, operationId: null, busy: false, error: null };

/**
 * Makes the prompt of a client. Nothing is registered with the client before somebody attends.
 *
 * @example
 * const prompt = createStepUpPrompt(plinto);
 * prompt.attend();
 * prompt.subscribe(() => (prompt.get().challenge ? dialog.showModal() : dialog.close()));
 */
export function createStepUpPrompt(plinto: Plinto, ports: SignInPorts = {}): StepUpPrompt {
  const { credentials } = withDefaults(ports);
  const held = holdState<StepUpState>(IDLE);
  let waiting: Waiting | undefined;
  let attending = 0;
  let stop: (() => void) | undefined;

  const end = (settle: (one: Waiting) => void): void => {
    const one = waiting;
    waiting = undefined;
    held.set(IDLE);
    if (!one) return;
    // Closes the browser's dialog, where one is open.
    one.over.abort();
    settle(one);
  };

  const run = async (action: (waiting: Waiting) => Promise<unknown>, proves: boolean): Promise<StepUpState> => {
    const one = waiting;
    if (!one || held.get().busy) return held.get();
    held.set({ busy: true, error: null });
    try {
      await action(one);
      if (waiting !== one) return held.get();
      if (proves) end(({ done }) => done());
      else held.set({ busy: false });
    } catch (error) {
      if (waiting === one) held.set({ busy: false, error: asPlintoError(error) });
    }
    return held.get();
  };

  const cancel = (): void => end(({ failed }) => failed(signInError("abort", "step_up_cancelled", "the person did not want to prove herself again")));

  return {
    get: held.get,
    subscribe: held.subscribe,
    attend() {
      if (attending++ === 0)
        stop = plinto.onStepUp(
          (request) =>
            new Promise<void>((done, failed) => {
              waiting = { request, over: new AbortController(), done, failed };
              held.set({ ...IDLE, challenge: request.challenge, operationId: request.operationId ?? null });
            }),
        );
      return () => {
        if (--attending > 0) return;
        stop?.();
        if (waiting) cancel();
      };
    },
    prove: (proof) => run(({ request }) => request.stepUp(proof), true),
    provePasskey: () =>
      run(async ({ request, over: { signal } }) => {
        const { id, publicKey } = (await request.createChallenge({ kind: "passkey" })) as PasskeyChallenge;
        const credential = await getPasskey(publicKey, { ...credentials, signal });
        return request.stepUp({ method: "passkey", challengeId: id, credential });
      }, true),
    sendOtp: () => run(async () => plinto.auth.sendOtp({ email: plinto.session.current?.user.email ?? "" }), false),
    cancel,
  };
}
