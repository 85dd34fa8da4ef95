/** Credentials that are good for nothing, each by its state (conventions, "Credentials"): they never pass, not even where none is needed. */
export const bad: string = [
  "malformedToken forgedToken unknownToken: 401 access_token_invalid",
  "expiredToken: 401 access_token_expired",
  "revokedToken: 401 session_revoked",
  "malformedKey unknownKey publishableKey: 401 api_key_invalid",
  "expiredKey: 401 api_key_expired",
  "revokedKey: 401 api_key_revoked",
  "unknownPending: 401 pending_token_invalid",
  "expiredPending: 401 pending_token_expired",
].join("; ");

/** Where a credential is needed. */
export const closed: string = `nobody: 401 unauthenticated; ${bad}`;

/** Everybody with an access token. */
export const people = "owner admin member viewer granted withheld suspended stranger outsider superAdmin staleAdmin acting stale";

/** Everybody with a key. */
export const keys = "environment key narrowKey foreignKey demotedKey orphanedKey";

/** Everybody with a key of an organization. */
export const organizationKeys = "key narrowKey foreignKey demotedKey orphanedKey";

/** Around an organization: who is not in it does not see it, whose membership is suspended is told so. */
export const walls = "stranger outsider superAdmin foreignKey: 404 not_found; suspended: 403 member_suspended; narrowKey pending: 403 permission_denied";

/** Rows of the kind P: whoever asks, with whatever good credential. */
export function anybody(outcome: string): string[] {
  return [bad, `nobody pending ${people} ${keys}: ${outcome}`];
}

/** Rows of the kind U on the caller's own things. */
export function oneself(outcome: string): string[] {
  return [closed, `${people}: ${outcome}; ${keys} pending: 403 permission_denied`];
}

/** Rows of the kind U+recent on the caller's own things: not by whoever acts as the person, nor after a long time. */
export function recent(outcome: string): string[] {
  return [
    closed,
    `owner admin member viewer granted suspended stranger outsider superAdmin: ${outcome}`,
    `stale staleAdmin: 403 step_up_required; acting ${keys} pending: 403 permission_denied`,
  ];
}
