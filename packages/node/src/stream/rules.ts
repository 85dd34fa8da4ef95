/** Which events say something of tokens that are out already, and what. */

import type { TopicEvent } from "@plinto/realtime";
import type { AccessTokenClaims, TokenVerdict } from "../verifier/verdict.ts";
import { organizationClosed, sessionExpired, sessionRevoked, userBanned } from "../verifier/introspection.ts";

/** The part of an event that is looked at. */
export interface StreamEvent {
  readonly type: string;
  readonly organizationId?: string | null;
  readonly target: { readonly id: string };
  readonly data?: object;
}

/** Whose tokens. */
export type Subject = "session" | "user" | "member" | "organization" | "everybody";

/** What becomes of them: they are refused with this verdict, or the API is asked about each of them once. */
export interface Rule {
  readonly of: Subject;
  readonly verdict: TokenVerdict | "ask";
  /** Takes back that they are refused; others that ask leave it at that. */
  readonly lifts?: true;
}

const refuse = (of: Subject, verdict: TokenVerdict): Rule => ({ of, verdict });
const ask = (of: Subject): Rule => ({ of, verdict: "ask" });
const lift = (of: Subject): Rule => ({ of, verdict: "ask", lifts: true });

/**
 * By type of event. What ends for good is refused here; where it depends on more than the event tells, such as a policy or
 * the present role, the API is asked.
 */
const rules = new Map<string, Rule>(
  Object.entries({
    "session.revoked": refuse("session", sessionRevoked),
    "session.expired": refuse("session", sessionExpired),
    "user.banned": refuse("user", userBanned),
    "user.deleted": refuse("user", sessionRevoked),
    "user.unbanned": lift("user"),
    "user.updated": ask("user"),
    "mfa.factor_removed": ask("user"),
    "passkey.removed": ask("user"),
    "auth.organization_switched": ask("user"),
    "member.removed": refuse("member", organizationClosed),
    "member.suspended": refuse("member", organizationClosed),
    "member.added": lift("member"),
    "member.updated": ask("member"),
    "member.restored": lift("member"),
    "organization.deleted": ask("organization"),
    "organization.restored": ask("organization"),
    "organization.auth_policy_updated": ask("organization"),
    "environment.updated": ask("everybody"),
  } satisfies Partial<Record<TopicEvent<"environment">["type"], Rule>>),
);

/** What an event says; nothing where it says nothing of tokens. */
export function ruleOf({ type }: StreamEvent): Rule | undefined {
  return rules.get(type);
}

/** The name of those whose tokens an event is about. */
export function subjectOf({ of }: Rule, { organizationId, target, data = {} }: StreamEvent): string {
  if (of === "everybody") return of;
  if (of === "member") return `member ${organizationId} ${target.id}`;
  // What somebody has, such as a second factor, tells whose it is.
  return `${of} ${of === "user" && "userId" in data ? String(data.userId) : target.id}`;
}

/** All names that a token can be meant by; who is banned is told so before anything else. */
export function subjectsOf({ sub, sid, org_id: organizationId }: AccessTokenClaims): string[] {
  const subjects = ["everybody", `user ${sub}`, `session ${sid}`];
  return organizationId === undefined ? subjects : [...subjects, `member ${organizationId} ${sub}`, `organization ${organizationId}`];
}
