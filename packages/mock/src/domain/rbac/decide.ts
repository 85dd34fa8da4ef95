import type { DecisionReason, Permission, PermissionDecision, PermissionResource, PermissionSource, PermissionSubject } from "@plinto/spec";
import type { MockReaders } from "../../schema.ts";
import type { KeyRow } from "../keys/table.ts";
import type { MembershipRow } from "../members/table.ts";
import type { OrganizationRow } from "../organizations/table.ts";
import { belongs, isInside } from "./resource.ts";
import { sourcesOf } from "./sources.ts";
import { standingOf } from "./standing.ts";

/** Who is asked about: a user, or the key that asks. */
export type Subject =
  | { readonly type: "user"; readonly id: string }
  | { readonly type: "environment_key"; readonly key: KeyRow }
  | {
      readonly type: "organization_key";
      readonly key: KeyRow;
      /** The active membership of whoever made the key; none where nobody's roles bound it. */
      readonly creator: MembershipRow | undefined;
      /** Whether the key may, by its own account: with its scope, and with what its creator holds. */
      can(permission: Permission): boolean;
    };

/** What is asked about the subject. */
export interface Question {
  readonly permission: Permission;
  readonly resource: PermissionResource | undefined;
}

type Verdict = readonly [reason: DecisionReason, via: PermissionSource[]];

/**
 * Decides as every call does, and says why. In the order of the design: tenant match, suspended or banned, what
 * grants, default deny.
 */
export function decidePermission(read: MockReaders, organization: OrganizationRow, subject: Subject, question: Question): PermissionDecision {
  const [reason, via] = verdict(read, organization, subject, question);
  return { allowed: reason === "granted", reason, permission: question.permission, subject: subjectOf(subject), via };
}

function verdict(read: MockReaders, organization: OrganizationRow, subject: Subject, question: Question): Verdict {
  const { permission, resource } = question;
  if (subject.type === "user") {
    const membership = read.memberships.find("membership", [organization.id, subject.id]);
    if (!membership) return ["not_a_member", []];
    if (resource && !belongs(read, organization, resource)) return ["resource_not_found", []];
    const standing = standingOf(read, organization, membership);
    if (standing !== "active") return [standing, []];
    return weigh(read, organization, subject.id, resource, sourcesOf(read, membership, permission));
  }
  if (resource && !belongs(read, organization, resource)) return ["resource_not_found", []];
  if (subject.type === "environment_key") return permission.startsWith("platform:") ? ["not_granted", []] : ["granted", [sourceOf(subject)]];
  if (!subject.key.scopes.includes(permission)) return ["not_granted", []];
  const own = sourceOf(subject);
  const inherited = subject.creator ? sourcesOf(read, subject.creator, permission) : [];
  if (subject.can(permission)) return ["granted", [own, ...inherited]];
  if (!subject.creator || inherited.length === 0) return ["creator_lost_permission", [own]];
  const [reason, via] = weigh(read, organization, subject.creator.userId, resource, inherited);
  return [reason, [own, ...via]];
}

/** What the sources come to: one without a limit is enough, one with a limit wants a resource inside. */
function weigh(
  read: MockReaders,
  organization: OrganizationRow,
  userId: string,
  resource: PermissionResource | undefined,
  sources: PermissionSource[],
): Verdict {
  if (sources.length === 0) return ["not_granted", []];
  const counts = sources.some(({ limit }) => limit === null || isInside(read, organization, limit, userId, resource));
  return [counts ? "granted" : "outside_limit", sources];
}

function sourceOf({ type, key }: Exclude<Subject, { type: "user" }>): PermissionSource {
  return { type, id: key.id, name: key.name, limit: null };
}

function subjectOf(subject: Subject): PermissionSubject {
  return { type: subject.type, id: subject.type === "user" ? subject.id : subject.key.id };
}
