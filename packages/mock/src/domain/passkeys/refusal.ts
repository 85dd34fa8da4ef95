import { refuse, type Refusal } from "../../kernel/transaction.ts";

/** What was wrong with the answer of an authenticator. */
export type CredentialFault =
  | "challenge_unknown"
  | "challenge_used"
  | "challenge_other"
  | "malformed"
  | "origin"
  | "cross_origin"
  | "rp_id"
  | "user_presence"
  | "user_verification"
  | "algorithm"
  | "signature"
  | "credential_unknown"
  | "credential_of_another"
  | "user_handle"
  | "backup_flags";

export type CredentialRefusal = Refusal<"webauthn_verification_failed", { detail: string }>;

// For people: what to compare. None of them tells a secret.
const details: Readonly<Record<CredentialFault, string>> = {
  challenge_unknown: "The challenge is not there, or it was made for something else, another session or another sign-in.",
  challenge_used: "The challenge was answered already. Every answer needs new options.",
  challenge_other: "The browser signed another challenge than the one of `challengeId`.",
  malformed: "The credential cannot be read. Send what `credential.toJSON()` gives.",
  origin: "The page that asked is none of the environment's `webauthn.origins`.",
  cross_origin: "The page that asked stands in a frame of another site. Ask in a page of its own.",
  rp_id: "The authenticator answered for another domain than the environment's `webauthn.rpId`.",
  user_presence: "The authenticator did not ask its user to be there.",
  user_verification: "The authenticator did not verify its user, by PIN, finger or face, and this is required here.",
  algorithm: "The credential has a key of a kind that was not offered in `pubKeyCredParams`.",
  signature: "The signature does not fit the passkey's key.",
  credential_unknown: "No passkey has this credential id. It may have been removed.",
  credential_of_another: "The passkey is another person's, or not the one that was asked for.",
  user_handle: "The user handle is missing or belongs to another person.",
  backup_flags: "The authenticator contradicts itself, or what it said when the passkey was made, about whether it is synced.",
};

/** Refuses the answer of an authenticator and says what does not hold. */
export function refuseCredential(fault: CredentialFault): CredentialRefusal {
  return refuse("webauthn_verification_failed", { detail: details[fault] });
}
