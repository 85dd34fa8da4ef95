import {
  type PasskeySignIn,
  type SignInActions,
  type SignInFlow,
  type SignInState,
  type StepUpActions,
  type StepUpState,
  createSignIn,
  createStepUpPrompt,
} from "@plinto/core/sign-in";
import { useEffect, useSyncExternalStore } from "react";
import { attached, useRooms } from "./context.ts";

/** Options of {@link useSignIn}. */
export interface UseSignInOptions extends PasskeySignIn {
  /** Whether passkeys are offered in the autofill of the form while it is there. False when absent. */
  readonly autofill?: boolean;
}

/** Answer of {@link useSignIn} and {@link useSignUp}: the state and what can be done. */
export type SignInMachine = SignInState & SignInActions;

/**
 * Sign-in without any markup: render the `step` that is due, and call an action. Every component below a provider sees
 * the same machine, and an unfinished sign-in survives a reload where the session's storage does.
 *
 * @example
 * const { step, busy, error, signIn, proveFactor } = useSignIn();
 * if (step.status === "mfa_required") return <CodeForm onCode={(code) => proveFactor({ kind: "totp", code })} />;
 * return <PasswordForm disabled={busy} message={error?.message} onSubmit={signIn} />;
 */
export function useSignIn({ autofill = false, organizationId }: UseSignInOptions = {}): SignInMachine {
  const rooms = useRooms();
  const signIn: SignInFlow = attached(rooms, createSignIn, () => createSignIn(rooms.plinto, rooms.browser));
  const state = useSyncExternalStore(signIn.subscribe, signIn.get, atStart);
  const offers = autofill && state.step.status === "start" && !state.busy;
  useEffect(() => (offers ? signIn.offerPasskeys(organizationId ? { organizationId } : {}) : undefined), [signIn, offers, organizationId]);
  return { ...signIn, ...state };
}

/**
 * Sign-up without any markup: the same machine as {@link useSignIn}, since what follows is the same.
 *
 * @example
 * const { step, signUp, verifyEmail } = useSignUp();
 * if (step.status === "email_verification_required") return <CodeForm onCode={(code) => verifyEmail({ code })} />;
 * return <SignUpForm onSubmit={signUp} />;
 */
export function useSignUp(): SignInMachine {
  return useSignIn();
}

/**
 * Asks the person for a fresh proof where an operation wants one: while a component with this hook is there, operations
 * wait for it instead of failing with `step_up_required`.
 *
 * @example
 * const { challenge, error, prove, cancel } = useStepUp();
 * if (!challenge) return null;
 * return <Dialog onClose={cancel}><CodeForm message={error?.message} onCode={(code) => prove({ method: "totp", code })} /></Dialog>;
 */
export function useStepUp(): StepUpState & StepUpActions {
  const rooms = useRooms();
  const stepUp = attached(rooms, createStepUpPrompt, () => createStepUpPrompt(rooms.plinto, rooms.browser));
  useEffect(() => stepUp.attend(), [stepUp]);
  return { ...stepUp, ...useSyncExternalStore(stepUp.subscribe, stepUp.get, stepUp.get) };
}

const START: SignInState = { step: { status: "start" }, busy: false, error: null, enrollment: null };
/** What a server renders, which knows of no unfinished sign-in. */
const atStart = (): SignInState => START;
