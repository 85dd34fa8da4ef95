/** Sign-in and sign-up as a headless state machine: actions go in, the step that is due comes out. */

import type {
  AcceptInvitationParams,
  ContinueSignIn,
  MfaProof,
  PasskeyChallenge,
  RequestPasswordResetParams,
  ResetPasswordParams,
  SendMagicLinkParams,
  SendOtpParams,
  SignInParams,
  SignInResult,
  SignUpParams,
  StartOAuthParams,
} from "@plinto/spec";
import { type PlintoError, isPlintoError } from "../errors.ts";
import { createPasskey, getPasskey, isConditionalUiSupported } from "../passkeys.ts";
import type { Plinto } from "../plinto.ts";
import type { PlintoSession } from "../session/session.ts";
import { holdState } from "./held-state.ts";
import { type SignInPorts, withDefaults } from "./ports.ts";
import { beginProviderTrip, endProviderTrip } from "./provider-trip.ts";
import { asPlintoError } from "./sign-in-error.ts";
import type { Enrollment, SignInState, SignInStep } from "./step.ts";

/** Where somebody who proves a factor or signs in by passkey wants to be. */
export interface PasskeySignIn {
  /** Organization of the new session. None when absent. */
  readonly organizationId?: string;
}

/** Which provider, and where the browser comes back to; `codeChallenge` and `state` are made here. */
export type ProviderSignIn = Omit<StartOAuthParams, "codeChallenge" | "codeChallengeMethod" | "state">;

/**
 * What can be done. Every action resolves with the state after it and never rejects: what went wrong is its `error`. One
 * that is called while another is under way does nothing.
 */
export interface SignInActions {
  /** With e-mail and password. */
  signIn(parameters: SignInParams): Promise<SignInState>;
  /** Makes an account; `invitationToken` joins an organization with it. */
  signUp(parameters: SignUpParams): Promise<SignInState>;
  /** Mails a code; then `verifyOtp`. */
  sendOtp(parameters: SendOtpParams): Promise<SignInState>;
  /** With the mailed code. `email` is that of `sendOtp` when absent. */
  verifyOtp(parameters: { readonly code: string; readonly email?: string; readonly organizationId?: string }): Promise<SignInState>;
  /** Mails a link; the page that it opens calls `verifyMagicLink`. */
  sendMagicLink(parameters: SendMagicLinkParams): Promise<SignInState>;
  /** With the token of the link. */
  verifyMagicLink(parameters: { readonly token: string }): Promise<SignInState>;
  /** With a passkey, in the browser's dialog. */
  signInWithPasskey(parameters?: PasskeySignIn): Promise<SignInState>;
  /**
   * Offers passkeys in the autofill of a field with `autocomplete="username webauthn"`, where the browser can, until another
   * action begins or the returned function is called. `useSignIn({ autofill: true })` does it for a form.
   */
  offerPasskeys(parameters?: PasskeySignIn): () => void;
  /** Sends the browser to Google, GitHub or Microsoft; the page that it comes back to calls `finishProvider`. */
  signInWithProvider(parameters: ProviderSignIn): Promise<SignInState>;
  /** Trades what the provider brought in the address of this page. */
  finishProvider(parameters?: { readonly invitationToken?: string }): Promise<SignInState>;
  /** Mails a link to set a new password. */
  requestPasswordReset(parameters: RequestPasswordResetParams): Promise<SignInState>;
  /** Sets the new password; then sign in with it. */
  resetPassword(parameters: ResetPasswordParams): Promise<SignInState>;
  /** Accepts an invitation, for who is signed in, or with the password of a new account. */
  acceptInvitation(parameters: AcceptInvitationParams): Promise<SignInState>;
  /** Answers `email_verification_required` with the mailed code; without it when a link proved the address. */
  verifyEmail(parameters?: { readonly code?: string }): Promise<SignInState>;
  /** Mails the proof of the address again. */
  resendVerification(): Promise<SignInState>;
  /** Answers `mfa_required` with a code. */
  proveFactor(proof: Exclude<MfaProof, { kind: "passkey" }>, options?: { readonly rememberDevice?: boolean }): Promise<SignInState>;
  /** Answers `mfa_required` with a passkey. */
  provePasskey(options?: { readonly rememberDevice?: boolean }): Promise<SignInState>;
  /** In `mfa_enrollment_required`: begins to set up an app; see `enrollment.totp`. */
  enrollTotp(): Promise<SignInState>;
  /** Proves the app. `enrollment.recoveryCodes` are to be kept by the person; then `finishEnrollment`. */
  activateTotp(parameters: { readonly code: string }): Promise<SignInState>;
  /** In `mfa_enrollment_required`: makes a passkey; then `finishEnrollment`. */
  enrollPasskey(parameters?: { readonly name?: string }): Promise<SignInState>;
  /** Goes on after a factor was set up. Until it has, `enrollment` stays, with the recovery codes. */
  finishEnrollment(): Promise<SignInState>;
  /** Answers `organization_required`. */
  chooseOrganization(parameters: { readonly organizationId: string }): Promise<SignInState>;
  /** Answers any step of the API. */
  continueSignIn(parameters: ContinueSignIn): Promise<SignInState>;
  /** Back to the start. An action that is under way is aborted: a sign-in that is answered later does not count. */
  restart(): void;
}

/** The machine: its state, and what can be done. */
export interface SignInFlow extends SignInActions {
  get(): SignInState;
  subscribe(listener: () => void): () => void;
}

interface Held {
  /** A step of this machine; where there is none, that of the session counts. */
  readonly local: SignInStep | null;
  readonly busy: boolean;
  readonly error: PlintoError | null;
  readonly enrollment: Enrollment | null;
  /** Whose enrollment it is. */
  readonly owner?: string;
}

/** Where the proof of a sign-in at a provider waits. */
const PROOF = "plinto provider";

const FRESH: Held = { local: null, busy: false, error: null, enrollment: null };

/**
 * Makes the machine of a client. It knows no framework and sends nothing by itself.
 *
 * @param ports What it takes from the browser; the browser's own when absent
 *
 * @example
 * const flow = createSignIn(plinto);
 * flow.subscribe(() => render(flow.get()));
 * const { step } = await flow.signIn({ email, password });
 * if (step.status === "mfa_required") await flow.proveFactor({ kind: "totp", code });
 */
export function createSignIn(plinto: Plinto, ports: SignInPorts = {}): SignInFlow {
  const { credentials, tabStorage, navigate, href } = withDefaults(ports);
  // Clients of servers have a session that throws: there the machine stands at its start.
  const session: Pick<PlintoSession, "current" | "pending" | "subscribe"> = plinto.transport.sessionStages?.principal
    ? plinto.session
    : { current: null, pending: null, subscribe: () => () => {} };
  const held = holdState<Held>(FRESH);
  let epoch = 0;
  let running: AbortController | undefined;
  let offered: AbortController | undefined;
  let shown: [Held, unknown, unknown, SignInState] | undefined;

  /** The unfinished sign-in or the session that a factor is set up for: its secrets are nobody else's. */
  const owner = (): string => `${session.pending?.pendingToken} ${session.current?.user.id}`;
  const ofOther = (own: Held): boolean => own.enrollment !== null && own.owner !== owner();

  const get = (): SignInState => {
    const own = held.get();
    const { pending, current } = session;
    if (shown?.[0] === own && shown[1] === pending && shown[2] === current) return shown[3];
    const { local, busy, error } = own;
    const enrollment = ofOther(own) ? null : own.enrollment;
    // Who has signed out since stands at the start again.
    const step = (local?.status === "complete" && !current ? null : local) ?? pending ?? { status: "start" };
    const state: SignInState = { step, busy, error, enrollment };
    shown = [own, pending, current, state];
    return state;
  };

  /** Runs an action. What it answers is the step that follows; nothing leaves the step as it is. */
  const run = async (action: (options: { readonly signal: AbortSignal }) => Promise<SignInStep | SignInResult | void>): Promise<SignInState> => {
    if (held.get().busy) return get();
    offered?.abort();
    const own = ++epoch;
    const { signal } = (running = new AbortController());
    held.set({ busy: true, error: null, ...(ofOther(held.get()) && { enrollment: null }) });
    let change: Partial<Held> = {};
    try {
      const step = await action({ signal });
      // A step of the API is read from the session, where it survives a reload.
      if (step) change = { local: step.status === "complete" ? { status: "complete" } : "pendingToken" in step ? null : step };
    } catch (error) {
      change = { error: asPlintoError(error) };
    }
    if (own === epoch) held.set({ ...change, busy: false });
    return get();
  };

  const pendingToken = (): { pendingToken?: string } => {
    const { pending } = session;
    return pending ? { pendingToken: pending.pendingToken } : {};
  };
  /** Shows what was made for `whose`; what is made for somebody who has gone is nobody's. */
  const enroll = (whose: string, enrollment: Enrollment): void => {
    if (whose === owner()) held.set({ enrollment, owner: whose });
  };
  const continueSignIn = (parameters: ContinueSignIn): Promise<SignInState> => run((options) => plinto.auth.continueSignIn(parameters, options));
  const remembering = ({ rememberDevice }: { readonly rememberDevice?: boolean } = {}): { rememberDevice?: boolean } =>
    rememberDevice === undefined ? {} : { rememberDevice };
  const askForPasskey = async (parameters: PasskeySignIn, options: { readonly signal: AbortSignal }, conditional = false): Promise<SignInResult> => {
    const { challengeId, publicKey } = await plinto.passkeys.beginSignIn({}, options);
    const credential = await getPasskey(publicKey, { ...credentials, ...options, conditional });
    return plinto.passkeys.signIn({ challengeId, credential, ...parameters }, options);
  };

  return {
    get,
    subscribe(listener) {
      const stops = [
        held.subscribe(listener),
        session.subscribe(() => {
          if (ofOther(held.get())) held.set({ enrollment: null });
          listener();
        }),
      ];
      return () => stops.forEach((stop) => stop());
    },
    signIn: (parameters) => run((options) => plinto.auth.signIn(parameters, options)),
    signUp: (parameters) => run((options) => plinto.auth.signUp(parameters, options)),
    sendOtp: (parameters) =>
      run(async (options) => {
        await plinto.auth.sendOtp(parameters, options);
        return { status: "otp_sent", email: parameters.email };
      }),
    verifyOtp: (parameters) =>
      run((options) => {
        const { step } = get();
        return plinto.auth.verifyOtp({ email: "email" in step ? step.email : "", ...parameters }, options);
      }),
    sendMagicLink: (parameters) =>
      run(async (options) => {
        await plinto.auth.sendMagicLink(parameters, options);
        return { status: "magic_link_sent", email: parameters.email };
      }),
    verifyMagicLink: (parameters) => run((options) => plinto.auth.verifyMagicLink(parameters, options)),
    signInWithPasskey: (parameters = {}) => run((options) => askForPasskey(parameters, options)),
    offerPasskeys(parameters = {}) {
      offered?.abort();
      const own = new AbortController();
      offered = own;
      const { signal } = own;
      const offer = async (): Promise<void> => {
        if (!credentials.credentials && !(await isConditionalUiSupported())) return;
        const result = await askForPasskey(parameters, { signal }, true);
        if (signal.aborted) return;
        epoch++;
        held.set({ ...FRESH, local: result.status === "complete" ? { status: "complete" } : null });
      };
      offer().catch((error: unknown) => {
        // Nobody asked for anything yet: what the browser says is told, that the person did not want to is not.
        if (!signal.aborted && !isPlintoError(error, "passkey_cancelled")) held.set({ error: asPlintoError(error) });
      });
      return () => own.abort();
    },
    signInWithProvider: (parameters) =>
      run(async (options) => {
        const { keep, ...departure } = await beginProviderTrip(tabStorage(), PROOF);
        const { url } = await plinto.oauth.start({ ...parameters, ...departure }, options);
        keep();
        navigate(url);
        return { status: "provider", url };
      }),
    finishProvider: (parameters = {}) =>
      run(async (options) => plinto.oauth.exchange({ ...endProviderTrip(tabStorage(), PROOF, href()), ...parameters }, options)),
    requestPasswordReset: (parameters) =>
      run(async (options) => {
        await plinto.auth.requestPasswordReset(parameters, options);
        return { status: "password_reset_sent", email: parameters.email };
      }),
    resetPassword: (parameters) =>
      run(async (options) => {
        await plinto.auth.resetPassword(parameters, options);
        return { status: "start" };
      }),
    acceptInvitation: (parameters) =>
      run(async (options) => {
        const result = await plinto.invitations.accept(parameters, options);
        return result.status === "accepted" ? (result.signIn ?? { status: "complete" }) : result;
      }),
    verifyEmail: (parameters = {}) => continueSignIn({ step: "email_verification", ...parameters }),
    resendVerification: () =>
      run(async (options) => {
        const { step } = get();
        if ("email" in step) await plinto.auth.resendVerification({ email: step.email }, options);
      }),
    proveFactor: (proof, options) => continueSignIn({ step: "mfa", proof, ...remembering(options) }),
    provePasskey: (remember) =>
      run(async (options) => {
        const { id, publicKey } = (await plinto.mfa.challenges.create({ kind: "passkey", ...pendingToken() }, options)) as PasskeyChallenge;
        const credential = await getPasskey(publicKey, { ...credentials, ...options });
        return plinto.auth.continueSignIn({ step: "mfa", proof: { kind: "passkey", challengeId: id, credential }, ...remembering(remember) }, options);
      }),
    enrollTotp: () =>
      run(async (options) => {
        const whose = owner();
        enroll(whose, { totp: await plinto.mfa.totp.enroll(pendingToken(), options) });
      }),
    activateTotp: ({ code }) =>
      run(async (options) => {
        const whose = owner();
        const { enrollment } = get();
        const factorId = enrollment?.totp?.factor.id ?? "";
        const { recoveryCodes } = await plinto.mfa.totp.activate({ factorId, code, ...pendingToken() }, options);
        enroll(whose, { ...enrollment, recoveryCodes });
      }),
    enrollPasskey: (parameters = {}) =>
      run(async (options) => {
        const whose = owner();
        const { challengeId, publicKey } = await plinto.passkeys.beginRegistration(pendingToken(), options);
        const credential = await createPasskey(publicKey, { ...credentials, ...options });
        const { recoveryCodes } = await plinto.passkeys.completeRegistration({ challengeId, credential, ...parameters, ...pendingToken() }, options);
        enroll(whose, { recoveryCodes });
      }),
    finishEnrollment: () =>
      run(async (options) => {
        const result = await plinto.auth.continueSignIn({ step: "mfa_enrollment" }, options);
        // Not before: recovery codes are never told again.
        held.set({ enrollment: null });
        return result;
      }),
    chooseOrganization: (parameters) => continueSignIn({ step: "organization", ...parameters }),
    continueSignIn,
    restart() {
      epoch++;
      running?.abort();
      offered?.abort();
      held.set({ ...FRESH, local: { status: "start" } });
    },
  };
}
