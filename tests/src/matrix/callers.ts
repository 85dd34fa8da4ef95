/**
 * Who calls. Everybody of the matrix belongs to one cast: Acme with two owners, an admin, a member and a viewer, Globex
 * beside it, and people between and outside of them.
 */
export const callers = {
  nobody: "no credential",
  malformedToken: "a text that is no token",
  forgedToken: "an access token whose claims were changed",
  unknownToken: "an access token of another environment",
  expiredToken: "an access token that has expired",
  revokedToken: "an access token of a session that was ended",
  malformedKey: "a text that looks like a key and is none",
  unknownKey: "a key of another environment",
  expiredKey: "an organization key that has expired",
  revokedKey: "an organization key that was taken back",
  publishableKey: "the publishable key as bearer",
  unknownPending: "a pending token that nobody was given",
  expiredPending: "a pending token that has expired",
  environment: "environment key",
  key: "organization key with the permission",
  narrowKey: "organization key without the permission",
  foreignKey: "organization key of another organization",
  owner: "owner",
  admin: "admin",
  member: "member",
  viewer: "viewer",
  suspended: "suspended member",
  stranger: "user in no organization",
  outsider: "owner of another organization",
  superAdmin: "super admin",
  acting: "super admin acting as the owner",
  stale: "owner who signed in long ago",
  pending: "pending token",
} as const;

export type Caller = keyof typeof callers;

/** Whom or what a call is about where that decides: people, and the organization of the caller. */
export const targets = {
  usual: "a member whom the organization manages",
  herself: "the caller herself",
  shared: "a member who is in another organization too and managed by none",
  ruler: "an owner whom the organization manages",
  outside: "a user who is not in the organization",
  root: "a super admin",
} as const;

export type Target = keyof typeof targets;
