import { formatTimestamp } from "../../kernel/timestamp.ts";
import type { MockTransaction } from "../../schema.ts";
import { rememberAddress } from "../auth/known-address.ts";
import { firstFactorsOf } from "../auth-policies/first-factors.ts";
import type { EnvironmentRow } from "../environment/table.ts";
import type { Emit } from "../events/emit.ts";
import type { SecondFactor } from "../mfa/second-factor.ts";
import type { UserRow } from "../users/table.ts";
import { fingerprintOf, recogniseDevice, type ClientFacts, type Remembering } from "./devices.ts";
import { sessionFacts } from "./facts.ts";
import { issueRefreshToken } from "./refresh-tokens.ts";
import { insertSession } from "./session.ts";

/** What a sign-in needs of the call that completes it; the context of `decide` has it all. */
export interface IssueContext {
  readonly tx: MockTransaction;
  readonly environment: EnvironmentRow;
  readonly request: ClientFacts;
  emit: Emit;
}

/** A sign-in that is complete. */
export interface NewSignIn {
  readonly user: UserRow;
  readonly organizationId: string | null;
  /** How, for the event: `password`, `magic_link`, `otp` or `invitation`; null where that says nothing. */
  readonly method: string | null;
  /** How, for the token (`amr`, RFC 8176). */
  readonly authenticationMethods: readonly string[];
  /** By what a second factor was proved. */
  readonly secondFactors: readonly SecondFactor[];
  /** The second factor whose place a remembered device took. None when absent. */
  readonly mfaByDevice?: SecondFactor | null;
  /** What the device takes the place of from now on, and until when. As before when absent. */
  readonly remembering?: Remembering | undefined;
}

/** What is kept of an issued session, so that it can be shown again: no token, only where they derive from. */
// A type, not an interface: what is decided has to be JSON for the compiler too.
export type IssuedSessionRef = {
  readonly sessionId: string;
  readonly refreshTokenId: string;
};

/** Begins the session of a complete sign-in, with its first refresh token and its device. */
export function issueSession(context: IssueContext, signIn: NewSignIn): IssuedSessionRef {
  const { tx, environment, request, emit } = context;
  const { user, organizationId, method, authenticationMethods, secondFactors, mfaByDevice = null, remembering } = signIn;
  const held: Parameters<Emit>[] = [];
  const device = recogniseDevice(tx, (...event) => void held.push(event), user.id, request, remembering);
  const begun = insertSession(tx, environment, {
    userId: user.id,
    organizationId,
    authenticationMethods,
    firstFactors: firstFactorsOf(method, authenticationMethods),
    secondFactors,
    mfaByDevice,
    deviceId: device?.id ?? null,
    ipAddress: request.address,
    userAgent: request.userAgent,
    fingerprint: fingerprintOf(request.device),
  });
  const { session, token } = issueRefreshToken(tx, begun);
  rememberAddress(tx, user.id, request.address);
  // No new version: a sign-in is no change that a writer with an older one would overwrite.
  tx.users.update(user.id, { lastSignInAt: formatTimestamp(tx.now) });
  emit("auth.sign_in_succeeded", { organizationId: null, target: { type: "user", id: user.id }, data: { userId: user.id, method, sessionId: session.id } });
  emit("session.created", sessionFacts(tx, session));
  for (const event of held) emit(...event);
  return { sessionId: session.id, refreshTokenId: token.id };
}
