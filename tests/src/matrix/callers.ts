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
  demotedKey: "organization key whose creator has become a viewer",
  orphanedKey: "organization key whose creator is suspended",
  owner: "owner",
  admin: "admin",
  member: "member",
  viewer: "viewer",
  granted: "member with a custom role for it",
  withheld: "member with a custom role for everything else",
  suspended: "suspended member",
  stranger: "user in no organization",
  outsider: "owner of another organization",
  superAdmin: "super admin",
  acting: "super admin acting as the owner",
  stale: "owner who signed in long ago",
  staleAdmin: "super admin who signed in long ago",
  pending: "pending token of a sign-in that waits for the address",
  pendingMfa: "pending token of a sign-in that waits for a second factor",
  pendingEnrollment: "pending token of a sign-in that waits for one to be set up",
} as const;

export type Caller = keyof typeof callers;

/** Who is answered like somebody else wherever an expectation does not say another thing. */
export const shadows: Readonly<Partial<Record<Caller, Caller>>> = {
  withheld: "member",
  demotedKey: "narrowKey",
  orphanedKey: "narrowKey",
  staleAdmin: "superAdmin",
  pendingMfa: "pending",
  pendingEnrollment: "pending",
};

/** Whom or what a call is about where that decides: people, things, and the organization of the call. */
export const targets = {
  usual: "a member whom the organization manages",
  herself: "the caller herself",
  shared: "a member who is in another organization too and managed by none",
  ruler: "an owner whom the organization manages",
  outside: "a user who is not in the organization",
  root: "a super admin",
  above: "a role or key with what an owner alone has",
  system: "a role of the system",
  foreign: "a thing of another organization, under this one's name",
  own: "what the caller made or did",
  anywhere: "no organization in particular",
} as const;

export type Target = keyof typeof targets;
