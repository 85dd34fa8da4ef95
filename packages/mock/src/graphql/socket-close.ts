/** Why a socket of GraphQL is closed: the codes of its protocol, and those of our own sockets for what it has none for. */
export const closeCodes = {
  bad_request: 4400,
  unauthenticated: 4401,
  credential_invalid: 4403,
  credential_expired: 4403,
  credential_revoked: 4403,
  principal_changed: 4403,
  membership_lost: 4403,
  init_timeout: 4408,
  slow_consumer: 4201,
  rate: 4202,
  drain: 4200,
  state_lost: 4300,
  internal_error: 4500,
} as const;

export type CloseName = keyof typeof closeCodes;

/** What clients read of a close besides its code. */
export function closeReason(name: CloseName, times?: { readonly delayMs: number; readonly windowMs: number }): string {
  return JSON.stringify({ code: name, ...times });
}
