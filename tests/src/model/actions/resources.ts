import fc from "fast-check";
import { callAs, gate, isOpen, refusedBy, type Action } from "../action.ts";
import {
  given,
  keyLabels,
  people,
  permissionsOf,
  ranksAbove,
  roleLabels,
  slots,
  teamLabels,
  type Given,
  type KeyLabel,
  type Model,
  type Organization,
  type Person,
  type RoleLabel,
  type Slot,
  type TeamLabel,
} from "../model.ts";

const person = fc.constantFrom(...people);
const slot = fc.constantFrom(...slots);
const team = fc.constantFrom(...teamLabels);
const role = fc.constantFrom(...roleLabels);
const key = fc.constantFrom(...keyLabels);
const permissions = fc.subarray([...given], { minLength: 1, maxLength: 3 });

/** Teams grow and shrink. */
export const teamActions: fc.Arbitrary<Action> = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(person, slot, team, fc.option(team)).map(([actor, at, label, parent]) => createTeam(actor, at, label, parent)) },
  { weight: 3, arbitrary: fc.tuple(person, slot, team, fc.option(team)).map(([actor, at, label, parent]) => moveTeam(actor, at, label, parent)) },
  { weight: 1, arbitrary: fc.tuple(person, slot, team).map(([actor, at, label]) => deleteTeam(actor, at, label)) },
  { weight: 4, arbitrary: fc.tuple(person, slot, team, person).map(([actor, at, label, target]) => joinTeam(actor, at, label, target)) },
  { weight: 2, arbitrary: fc.tuple(person, slot, team, person).map(([actor, at, label, target]) => leaveTeam(actor, at, label, target)) },
);

/** Custom roles and keys are made, given and taken. */
export const grantActions: fc.Arbitrary<Action> = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(person, slot, role, permissions).map(([actor, at, label, gives]) => createRole(actor, at, label, gives)) },
  { weight: 1, arbitrary: fc.tuple(person, slot, role).map(([actor, at, label]) => deleteRole(actor, at, label)) },
  { weight: 6, arbitrary: fc.tuple(person, slot, role, person).map(([actor, at, label, target]) => assignRole(actor, at, label, target)) },
  { weight: 5, arbitrary: fc.tuple(person, slot, role, person).map(([actor, at, label, target]) => unassignRole(actor, at, label, target)) },
  { weight: 2, arbitrary: fc.tuple(person, slot, key, permissions).map(([actor, at, label, scopes]) => createKey(actor, at, label, scopes)) },
  { weight: 1, arbitrary: fc.tuple(person, slot, key).map(([actor, at, label]) => deleteKey(actor, at, label)) },
);

function createTeam(actor: Person, slot: Slot, label: TeamLabel, parent: TeamLabel | null): Action {
  return {
    kind: "createTeam",
    title: `${actor} creates team ${label}${parent === null ? "" : ` below ${parent}`} in organization ${slot}`,
    isPossible: (model) => isFree(model, slot, actor, ({ teams }) => !teams.has(label) && (parent === null || teams.has(parent))),
    refusals: ({ organizations }) => gate(organizations.get(slot)!, actor, "teams:manage"),
    async perform(real) {
      const below = parent === null ? {} : { parentTeamId: real.id(slot, `team ${parent}`) };
      const { outcome, body } = await callAs(real, actor, slot, "createTeam", { orgId: real.org(slot), name: label, ...below });
      if (!outcome.includes(" ")) real.keep(slot, `team ${label}`, body.id);
      return outcome;
    },
    apply: ({ organizations }) => void organizations.get(slot)!.teams.set(label, { parent, members: new Set() }),
  };
}

function moveTeam(actor: Person, slot: Slot, label: TeamLabel, parent: TeamLabel | null): Action {
  return {
    kind: "moveTeam",
    title: `${actor} moves team ${label} ${parent === null ? "to the top" : `below ${parent}`} in organization ${slot}`,
    isPossible: (model) => isFree(model, slot, actor, ({ teams }) => teams.has(label) && (parent === null || teams.has(parent))),
    refusals({ organizations }) {
      const organization = organizations.get(slot)!;
      return refusedBy(gate(organization, actor, "teams:manage"), () => ({ "422 team_cycle": isBelow(organization, parent, label) }));
    },
    async perform(real) {
      const parentTeamId = parent === null ? null : real.id(slot, `team ${parent}`);
      return (await callAs(real, actor, slot, "updateTeam", { orgId: real.org(slot), teamId: real.id(slot, `team ${label}`), parentTeamId })).outcome;
    },
    apply({ organizations }) {
      organizations.get(slot)!.teams.get(label)!.parent = parent;
    },
  };
}

function deleteTeam(actor: Person, slot: Slot, label: TeamLabel): Action {
  return {
    kind: "deleteTeam",
    title: `${actor} deletes team ${label} of organization ${slot}`,
    isPossible: (model) => isFree(model, slot, actor, ({ teams }) => teams.has(label)),
    refusals({ organizations }) {
      const organization = organizations.get(slot)!;
      const { teams } = organization;
      return refusedBy(gate(organization, actor, "teams:manage"), () => ({
        "409 team_not_empty": teams.get(label)!.members.size > 0 || [...teams.values()].some(({ parent }) => parent === label),
      }));
    },
    perform: async (real) => (await callAs(real, actor, slot, "deleteTeam", { orgId: real.org(slot), teamId: real.id(slot, `team ${label}`) })).outcome,
    apply: ({ organizations }) => void organizations.get(slot)!.teams.delete(label),
  };
}

function joinTeam(actor: Person, slot: Slot, label: TeamLabel, target: Person): Action {
  return {
    kind: "joinTeam",
    title: `${actor} puts ${target} into team ${label} of organization ${slot}`,
    isPossible: (model) =>
      isFree(model, slot, actor, ({ teams, members }) => teams.has(label) && members.get(target)?.suspended !== true) && !model.gone.has(target),
    refusals({ organizations }) {
      const organization = organizations.get(slot)!;
      return refusedBy(gate(organization, actor, "teams:manage"), () => ({ "404 member_not_found": !organization.members.has(target) }));
    },
    perform: async (real) =>
      (await callAs(real, actor, slot, "addTeamMember", { orgId: real.org(slot), teamId: real.id(slot, `team ${label}`), userId: real.users[target].id }))
        .outcome,
    apply: ({ organizations }) => void organizations.get(slot)!.teams.get(label)!.members.add(target),
  };
}

function leaveTeam(actor: Person, slot: Slot, label: TeamLabel, target: Person): Action {
  return {
    kind: "leaveTeam",
    title: `${actor} takes ${target} out of team ${label} of organization ${slot}`,
    isPossible: (model) => isFree(model, slot, actor, ({ teams }) => teams.has(label)) && !model.gone.has(target),
    refusals({ organizations }) {
      const organization = organizations.get(slot)!;
      return refusedBy(gate(organization, actor, "teams:manage"), () => ({ "404 not_found": !organization.teams.get(label)!.members.has(target) }));
    },
    perform: async (real) =>
      (await callAs(real, actor, slot, "removeTeamMember", { orgId: real.org(slot), teamId: real.id(slot, `team ${label}`), userId: real.users[target].id }))
        .outcome,
    apply: ({ organizations }) => void organizations.get(slot)!.teams.get(label)!.members.delete(target),
  };
}

function createRole(actor: Person, slot: Slot, label: RoleLabel, gives: readonly Given[]): Action {
  return {
    kind: "createRole",
    title: `${actor} creates role ${label} with ${gives.join(", ")} in organization ${slot}`,
    isPossible: (model) => isFree(model, slot, actor, ({ roles }) => !roles.has(label)),
    refusals({ organizations }) {
      const organization = organizations.get(slot)!;
      return refusedBy(gate(organization, actor, "roles:manage"), () => ({ "403 permission_above_actor": isAbove(organization, actor, gives) }));
    },
    async perform(real) {
      const { outcome, body } = await callAs(real, actor, slot, "createRole", { name: label, permissions: [...gives] });
      if (!outcome.includes(" ")) real.keep(slot, `role ${label}`, body.id);
      return outcome;
    },
    apply: ({ organizations }) => void organizations.get(slot)!.roles.set(label, new Set(gives)),
  };
}

function deleteRole(actor: Person, slot: Slot, label: RoleLabel): Action {
  return {
    kind: "deleteRole",
    title: `${actor} deletes role ${label} of organization ${slot}`,
    isPossible: (model) => isFree(model, slot, actor, ({ roles }) => roles.has(label)),
    refusals({ organizations }) {
      const organization = organizations.get(slot)!;
      return refusedBy(gate(organization, actor, "roles:manage"), () => ({
        "403 permission_above_actor": isAbove(organization, actor, [...organization.roles.get(label)!]),
        "409 role_in_use": [...organization.members.values()].some(({ custom }) => custom.has(label)),
      }));
    },
    perform: async (real) => (await callAs(real, actor, slot, "deleteRole", { roleId: real.id(slot, `role ${label}`) })).outcome,
    apply: ({ organizations }) => void organizations.get(slot)!.roles.delete(label),
  };
}

function assignRole(actor: Person, slot: Slot, label: RoleLabel, target: Person): Action {
  return {
    kind: "assignRole",
    title: `${actor} gives ${target} role ${label} in organization ${slot}`,
    isPossible: (model) => isFree(model, slot, actor, ({ roles }) => roles.has(label)) && !model.gone.has(target),
    refusals: ({ organizations }) =>
      onHolder(organizations.get(slot)!, actor, target, (organization) => ({
        "409 already_assigned": organization.members.get(target)!.custom.has(label),
        "403 permission_above_actor": isAbove(organization, actor, [...organization.roles.get(label)!]),
      })),
    perform: async (real) => (await callAs(real, actor, slot, "assignRole", { roleId: real.id(slot, `role ${label}`), userId: real.users[target].id })).outcome,
    apply: ({ organizations }) => void organizations.get(slot)!.members.get(target)!.custom.add(label),
  };
}

function unassignRole(actor: Person, slot: Slot, label: RoleLabel, target: Person): Action {
  return {
    kind: "unassignRole",
    title: `${actor} takes role ${label} from ${target} in organization ${slot}`,
    isPossible: (model) => isFree(model, slot, actor, ({ roles }) => roles.has(label)) && !model.gone.has(target),
    refusals: ({ organizations }) =>
      onHolder(organizations.get(slot)!, actor, target, ({ members }) => ({ "404 not_found": !members.get(target)!.custom.has(label) })),
    perform: async (real) =>
      (await callAs(real, actor, slot, "unassignRole", { roleId: real.id(slot, `role ${label}`), userId: real.users[target].id })).outcome,
    apply: ({ organizations }) => void organizations.get(slot)!.members.get(target)!.custom.delete(label),
  };
}

function createKey(actor: Person, slot: Slot, label: KeyLabel, scopes: readonly Given[]): Action {
  return {
    kind: "createKey",
    title: `${actor} creates key ${label} with ${scopes.join(", ")} in organization ${slot}`,
    isPossible: (model) => isFree(model, slot, actor, ({ keys }) => !keys.has(label)),
    refusals({ organizations }) {
      const organization = organizations.get(slot)!;
      return refusedBy(gate(organization, actor, "apikeys:manage"), () => ({ "403 permission_above_actor": isAbove(organization, actor, scopes) }));
    },
    async perform(real) {
      const { outcome, body } = await callAs(real, actor, slot, "createApiKey", { orgId: real.org(slot), name: label, scopes: [...scopes] });
      if (!outcome.includes(" ")) {
        real.keep(slot, `key ${label}`, body.id);
        real.keep(slot, `secret ${label}`, body.secret);
      }
      return outcome;
    },
    apply: ({ organizations }) => void organizations.get(slot)!.keys.set(label, { creator: actor, scopes: new Set(scopes) }),
  };
}

function deleteKey(actor: Person, slot: Slot, label: KeyLabel): Action {
  return {
    kind: "deleteKey",
    title: `${actor} deletes key ${label} of organization ${slot}`,
    isPossible: (model) => isFree(model, slot, actor, ({ keys }) => keys.has(label)),
    refusals: ({ organizations }) => gate(organizations.get(slot)!, actor, "apikeys:manage"),
    perform: async (real) => (await callAs(real, actor, slot, "deleteApiKey", { orgId: real.org(slot), keyId: real.id(slot, `key ${label}`) })).outcome,
    apply: ({ organizations }) => void organizations.get(slot)!.keys.delete(label),
  };
}

/** An open organization in which something holds, and somebody who is still there. */
function isFree(model: Model, slot: Slot, actor: Person, holds: (organization: Organization) => boolean): boolean {
  return isOpen(model, slot) && !model.gone.has(actor) && holds(model.organizations.get(slot)!);
}

/** Whether a team is another one or stands below it. */
function isBelow({ teams }: Organization, label: TeamLabel | null, other: TeamLabel): boolean {
  for (let at = label; at !== null; at = teams.get(at)!.parent) if (at === other) return true;
  return false;
}

/** Whether somebody lacks one of these permissions. */
function isAbove(organization: Organization, actor: Person, permissions: readonly Given[]): boolean {
  const held = permissionsOf(organization, organization.members.get(actor)!);
  return permissions.some((permission) => !held.has(permission));
}

/** The refusals of giving a role to a member or taking it. */
function onHolder(
  organization: Organization,
  actor: Person,
  target: Person,
  rules: (organization: Organization) => Readonly<Record<string, boolean>>,
): readonly string[] {
  return refusedBy(gate(organization, actor, "roles:assign"), () => {
    const membership = organization.members.get(target);
    if (!membership) return { "404 member_not_found": true };
    return { "403 cannot_act_on_higher_role": ranksAbove(organization, membership, organization.members.get(actor)!), ...rules(organization) };
  });
}
