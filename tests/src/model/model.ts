/**
 * What the design says about people in organizations, kept as small as it can be. Nothing of the backend is asked or
 * reused here: where both agree, two readings of the same rules agree.
 */
export const people = ["ada", "bob", "cyd", "dan"] as const;
export type Person = (typeof people)[number];

/** Organizations, teams, custom roles and keys go by labels, so that a list of steps reads by itself. */
export const slots = [1, 2] as const;
export type Slot = (typeof slots)[number];
export const teamLabels = ["north", "south"] as const;
export type TeamLabel = (typeof teamLabels)[number];
export const roleLabels = ["lead", "clerk"] as const;
export type RoleLabel = (typeof roleLabels)[number];
export const keyLabels = ["import", "export"] as const;
export type KeyLabel = (typeof keyLabels)[number];

export const systemRoles = ["viewer", "member", "admin", "owner"] as const;
export type SystemRole = (typeof systemRoles)[number];

/** The permissions that the steps need, and who has them: rows of the matrix of roles. */
const holders = {
  "members:read": ["viewer", "member", "admin", "owner"],
  "members:invite": ["admin", "owner"],
  "members:manage": ["admin", "owner"],
  "teams:manage": ["admin", "owner"],
  "roles:manage": ["admin", "owner"],
  "roles:assign": ["admin", "owner"],
  "apikeys:manage": ["admin", "owner"],
  "billing:manage": ["owner"],
  "org:delete": ["owner"],
  "org:transfer": ["owner"],
} as const satisfies Readonly<Record<string, readonly SystemRole[]>>;
export type Permission = keyof typeof holders;

/** What custom roles and keys are made of here. */
export const given = [
  "members:read",
  "members:invite",
  "members:manage",
  "teams:manage",
  "roles:manage",
  "roles:assign",
  "apikeys:manage",
  "billing:manage",
] as const;
export type Given = (typeof given)[number];

export interface Membership {
  role: SystemRole;
  suspended: boolean;
  readonly custom: Set<RoleLabel>;
}

export interface Team {
  parent: TeamLabel | null;
  readonly members: Set<Person>;
}

export interface Organization {
  readonly members: Map<Person, Membership>;
  /** The pending ones, by who is invited. */
  readonly invitations: Map<Person, { readonly role: SystemRole; readonly inviter: Person }>;
  readonly teams: Map<TeamLabel, Team>;
  readonly roles: Map<RoleLabel, ReadonlySet<Given>>;
  readonly keys: Map<KeyLabel, { readonly creator: Person; readonly scopes: ReadonlySet<Given> }>;
  /** Days until it is gone, once somebody deleted it. */
  daysLeft: number | undefined;
}

export interface Model {
  readonly organizations: Map<Slot, Organization>;
  readonly gone: Set<Person>;
}

export function newOrganization(owner: Person): Organization {
  return {
    members: new Map([[owner, newMembership("owner")]]),
    invitations: new Map(),
    teams: new Map(),
    roles: new Map(),
    keys: new Map(),
    daysLeft: undefined,
  };
}

export function newMembership(role: SystemRole): Membership {
  return { role, suspended: false, custom: new Set() };
}

export function levelOf(role: SystemRole): number {
  return systemRoles.indexOf(role) + 1;
}

/** Everything that a membership gives while it is active. */
export function permissionsOf({ roles }: Organization, { role, custom }: Membership): ReadonlySet<string> {
  const own = Object.entries(holders).flatMap(([permission, having]) => ((having as readonly string[]).includes(role) ? [permission] : []));
  return new Set([...own, ...[...custom].flatMap((label) => [...roles.get(label)!])]);
}

/** Whether a member is the only owner who is not suspended. */
export function isLastOwner(organization: Organization, person: Person): boolean {
  const owners = [...organization.members].filter(([, { role, suspended }]) => role === "owner" && !suspended);
  return owners.length === 1 && owners[0]![0] === person;
}

/** Whether a member ranks above another: by level, and on the same level by custom roles that give what the other does not hold. */
export function ranksAbove(organization: Organization, target: Membership, actor: Membership): boolean {
  if (levelOf(target.role) !== levelOf(actor.role)) return levelOf(target.role) > levelOf(actor.role);
  const held = permissionsOf(organization, actor);
  return [...target.custom].some((label) => [...organization.roles.get(label)!].some((permission) => !held.has(permission)));
}

/** What a key may do now: of its scopes those that its creator still holds. */
export function effectiveScopes(organization: Organization, label: KeyLabel): Given[] {
  const { creator, scopes } = organization.keys.get(label)!;
  const membership = organization.members.get(creator);
  if (!membership || membership.suspended) return [];
  const held = permissionsOf(organization, membership);
  return [...scopes].filter((scope) => held.has(scope));
}

/** Ends a membership: it leaves the teams too. */
export function endMembership(organization: Organization, person: Person): void {
  organization.members.delete(person);
  for (const team of organization.teams.values()) team.members.delete(person);
}
