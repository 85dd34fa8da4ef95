import { ok, type Ok } from "../../kernel/transaction.ts";
import { entrantOf, newcomerRefusal, type EntryRefusal } from "../auth-policies/entry.ts";
import { acceptInvitationFor, type Accepted, type OpenInvitation } from "../invitations/accept.ts";
import type { MfaRequiredRefusal } from "../mfa/requirement.ts";
import { userFacts } from "../users/facts.ts";
import type { UserRow } from "../users/table.ts";
import { insertUser, type NewUser } from "../users/user.ts";
import { authFacts } from "./facts.ts";
import { freshHash } from "./prove-password.ts";
import type { StepContext } from "./sign-in-steps.ts";

/** An account for somebody who is about to sign in with it. */
export interface NewAccount {
  readonly values: NewUser;
  /** None when absent. */
  readonly password?: string | undefined;
  readonly method: string | null;
  /** What the person has proved (`amr`, RFC 8176). */
  readonly authenticationMethods: readonly string[];
  /** The invitation that she holds the token of, to the same address. */
  readonly invitation: OpenInvitation | undefined;
  /** What else there is to do with the account before it joins the organization. Nothing when absent. */
  readonly begin?: (user: UserRow) => void;
}

/** An account that was made, and what it joined. */
export interface MadeAccount {
  readonly user: UserRow;
  readonly joined: Accepted | undefined;
}

/** Makes an account, and a member of who is invited. Nothing is made of who would not get in there. */
export function makeAccount({ tx, emit, environment, request }: StepContext, account: NewAccount): Ok<MadeAccount> | EntryRefusal | MfaRequiredRefusal {
  const { values, password, method, invitation } = account;
  const closed = invitation && newcomerRefusal(tx, environment, invitation.organization.id, entrantOf(account, request));
  if (closed) return closed;
  const user = insertUser(tx, {
    ...values,
    // Whoever holds the invitation's token reads the mail of its address.
    emailVerified: values.emailVerified || invitation !== undefined,
    passwordHash: password === undefined ? null : freshHash(tx, password),
  });
  emit("user.created", userFacts(user, "environment"));
  emit("auth.sign_up_succeeded", authFacts({ userId: user.id, method }));
  account.begin?.(user);
  const joined = invitation && acceptInvitationFor(tx, emit, invitation.token, user);
  if (joined && !joined.ok) throw new Error(`An open invitation was refused to a new user: ${joined.code}`);
  return ok({ user, joined: joined?.value });
}
