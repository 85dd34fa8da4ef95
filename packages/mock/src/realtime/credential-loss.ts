import type { ErrorCode } from "@plinto/spec";

/** What is wrong with the credential of a socket, of either protocol. */
export type CredentialLoss = "credential_invalid" | "credential_expired" | "credential_revoked";

/** Why a credential is refused that a client comes with. A client of GraphQL may name a version of the API along with it. */
export type CredentialRefusal = CredentialLoss | "version_unsupported";

const whenOpening: Partial<Record<ErrorCode, CredentialRefusal>> = {
  version_unsupported: "version_unsupported",
  access_token_expired: "credential_expired",
  api_key_expired: "credential_expired",
  session_expired: "credential_expired",
  session_revoked: "credential_revoked",
  api_key_revoked: "credential_revoked",
  access_token_invalid: "credential_invalid",
  api_key_invalid: "credential_invalid",
};

/** How it is refused. */
export function refusalOf(code: ErrorCode): CredentialRefusal {
  return whenOpening[code] ?? "credential_invalid";
}

/** How a connection ends whose credential is no good any more; nothing for a problem that is not the credential's. */
export function lossOf(code: ErrorCode): CredentialLoss | undefined {
  const name = whenOpening[code];
  if (name === undefined || name === "credential_expired") return code === "session_expired" ? "credential_revoked" : name;
  // A key that was deleted, and a session that is not there any more, were good once.
  return "credential_revoked";
}
