import { CloseCode } from "graphql-ws";
import { closeCodes as ours } from "../generated/realtime.ts";
import type { CredentialRefusal } from "../realtime/credential-loss.ts";

/** Why a socket of GraphQL is closed. */
export type CloseName =
  | CredentialRefusal
  | "unauthenticated"
  | "principal_changed"
  | "membership_lost"
  | "bad_request"
  | "init_timeout"
  | "internal_error"
  | "drain"
  | "slow_consumer"
  | "rate"
  | "state_lost";

const { drain, slow_consumer, rate, state_lost } = ours;

/** The codes of its protocol, and those of our own sockets where it has none. */
export const closeCodes: Readonly<Record<CloseName, number>> = {
  bad_request: CloseCode.BadRequest,
  version_unsupported: CloseCode.BadRequest,
  unauthenticated: CloseCode.Unauthorized,
  credential_invalid: CloseCode.Forbidden,
  credential_expired: CloseCode.Forbidden,
  credential_revoked: CloseCode.Forbidden,
  principal_changed: CloseCode.Forbidden,
  membership_lost: CloseCode.Forbidden,
  init_timeout: CloseCode.ConnectionInitialisationTimeout,
  internal_error: CloseCode.InternalServerError,
  drain,
  slow_consumer,
  rate,
  state_lost,
};

/** What clients read of a close besides its code. */
export function closeReason(name: CloseName, times?: { readonly delayMs: number; readonly windowMs: number }): string {
  return JSON.stringify({ code: name, ...times });
}
