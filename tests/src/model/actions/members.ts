import fc from "fast-check";
import { callAs, gate, isOpen, refusedBy, type Action } from "../action.ts";
import {
  endMembership,
  isLastOwner,
  levelOf,
  newMembership,
  people,
  permissionsOf,
  ranksAbove,
  slots,
  systemRoles,
  type Model,
  type Organization,
  type Person,
  type Slot,
  type SystemRole,
} from "../model.ts";
import type { Real } from "../real.ts";

const person = fc.constantFrom(...people);
const slot = fc.constantFrom(...slots);
const role = fc.constantFrom(...systemRoles);

/** People are invited, come, rise, fall and go. */
export const memberActions: fc.Arbitrary<Action> = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(person, slot, person, role).map(([actor, at, target, as]) => invite(actor, at, target, as)) },
  { weight: 8, arbitrary: fc.tuple(person, slot).map(([guest, at]) => accept(guest, at)) },
  { weight: 1, arbitrary: fc.tuple(person, slot).map(([guest, at]) => decline(guest, at)) },
  { weight: 2, arbitrary: fc.tuple(person, slot, person).map(([actor, at, target]) => revoke(actor, at, target)) },
  { weight: 4, arbitrary: fc.tuple(person, slot, person, role).map(([actor, at, target, to]) => changeRole(actor, at, target, to)) },
  { weight: 2, arbitrary: fc.tuple(person, slot, person).map(([actor, at, target]) => remove(actor, at, target)) },
  { weight: 2, arbitrary: fc.tuple(person, slot, person).map(([actor, at, target]) => suspend(actor, at, target)) },
  { weight: 5, arbitrary: fc.tuple(person, slot, person).map(([actor, at, target]) => restore(actor, at, target)) },
  { weight: 1, arbitrary: fc.tuple(person, slot).map(([actor, at]) => leave(actor, at)) },
  { weight: 1, arbitrary: fc.tuple(person, slot, person).map(([actor, at, target]) => transfer(actor, at, target)) },
);

function invite(actor: Person, slot: Slot, target: Person, role: SystemRole): Action {
  return {
    kind: "invite",
    title: `${actor} invites ${target} to organization ${slot} as ${role}`,
    isPossible: (model) => areThere(model, slot, actor, target),
    refusals({ organizations }) {
      const organization = organizations.get(slot)!;
      return refusedBy(gate(organization, actor, "members:invite"), () => ({
        "403 role_above_actor": levelOf(role) > levelOf(organization.members.get(actor)!.role),
        "409 already_member": organization.members.has(target),
        "409 invitation_pending": organization.invitations.has(target),
      }));
    },
    async perform(real) {
      const { outcome, body } = await callAs(real, actor, slot, "createInvitation", { email: real.users[target].email, role });
      if (!outcome.includes(" ")) real.keep(slot, `invitation of ${target}`, body.id);
      return outcome;
    },
    apply: ({ organizations }) => void organizations.get(slot)!.invitations.set(target, { role, inviter: actor }),
  };
}

function accept(guest: Person, slot: Slot): Action {
  return {
    kind: "accept",
    title: `${guest} accepts the invitation to organization ${slot}`,
    isPossible: (model) => areThere(model, slot, guest) && model.organizations.get(slot)!.invitations.has(guest),
    refusals({ organizations }) {
      const organization = organizations.get(slot)!;
      const { inviter, role } = organization.invitations.get(guest)!;
      const membership = organization.members.get(inviter);
      const mayStill =
        membership && !membership.suspended && permissionsOf(organization, membership).has("members:invite") && levelOf(role) <= levelOf(membership.role);
      return mayStill ? [] : ["403 inviter_not_allowed"];
    },
    perform: async (real) => real.world.outcome("acceptInvitation", { token: tokenOf(real, slot, guest) }, { as: await real.as(guest) }),
    apply({ organizations }) {
      const { members, invitations } = organizations.get(slot)!;
      members.set(guest, newMembership(invitations.get(guest)!.role));
      invitations.delete(guest);
    },
  };
}

function decline(guest: Person, slot: Slot): Action {
  return {
    kind: "decline",
    title: `${guest} declines the invitation to organization ${slot}`,
    isPossible: (model) => areThere(model, slot, guest) && model.organizations.get(slot)!.invitations.has(guest),
    refusals: () => [],
    perform: async (real) => real.world.outcome("declineInvitation", { token: tokenOf(real, slot, guest) }, { as: await real.as(guest) }),
    apply: ({ organizations }) => void organizations.get(slot)!.invitations.delete(guest),
  };
}

function revoke(actor: Person, slot: Slot, target: Person): Action {
  return {
    kind: "revoke",
    title: `${actor} revokes the invitation of ${target} to organization ${slot}`,
    isPossible: (model) => areThere(model, slot, actor, target) && model.organizations.get(slot)!.invitations.has(target),
    refusals: ({ organizations }) => gate(organizations.get(slot)!, actor, "members:invite"),
    perform: async (real) => (await callAs(real, actor, slot, "revokeInvitation", { invitationId: real.id(slot, `invitation of ${target}`) })).outcome,
    apply: ({ organizations }) => void organizations.get(slot)!.invitations.delete(target),
  };
}

function changeRole(actor: Person, slot: Slot, target: Person, role: SystemRole): Action {
  return {
    kind: "changeRole",
    title: `${actor} makes ${target} ${role} of organization ${slot}`,
    isPossible: (model) => areThere(model, slot, actor, target) && model.organizations.get(slot)!.members.get(target)?.role !== role,
    refusals: ({ organizations }) =>
      onMember(organizations.get(slot)!, actor, target, (organization, own) => ({
        "403 role_above_actor": levelOf(role) > levelOf(own),
        "409 sole_owner": isLastOwner(organization, target),
      })),
    perform: async (real) => (await callAs(real, actor, slot, "updateMember", { orgId: real.org(slot), userId: real.users[target].id, role })).outcome,
    apply({ organizations }) {
      organizations.get(slot)!.members.get(target)!.role = role;
    },
  };
}

function remove(actor: Person, slot: Slot, target: Person): Action {
  return {
    kind: "remove",
    title: `${actor} removes ${target} from organization ${slot}`,
    isPossible: (model) => areThere(model, slot, actor, target),
    refusals: ({ organizations }) =>
      onMember(organizations.get(slot)!, actor, target, (organization) => ({ "409 sole_owner": isLastOwner(organization, target) })),
    perform: async (real) => (await callAs(real, actor, slot, "removeMember", { orgId: real.org(slot), userId: real.users[target].id })).outcome,
    apply: ({ organizations }) => endMembership(organizations.get(slot)!, target),
  };
}

function suspend(actor: Person, slot: Slot, target: Person): Action {
  return {
    kind: "suspend",
    title: `${actor} suspends ${target} in organization ${slot}`,
    isPossible: (model) => areThere(model, slot, actor, target) && model.organizations.get(slot)!.members.get(target)?.suspended !== true,
    refusals: ({ organizations }) =>
      onMember(organizations.get(slot)!, actor, target, (organization) => ({ "409 sole_owner": isLastOwner(organization, target) })),
    perform: async (real) => (await callAs(real, actor, slot, "suspendMember", { orgId: real.org(slot), userId: real.users[target].id })).outcome,
    apply({ organizations }) {
      organizations.get(slot)!.members.get(target)!.suspended = true;
    },
  };
}

function restore(actor: Person, slot: Slot, target: Person): Action {
  return {
    kind: "restore",
    title: `${actor} restores ${target} in organization ${slot}`,
    isPossible: (model) => areThere(model, slot, actor, target),
    refusals: ({ organizations }) =>
      onMember(organizations.get(slot)!, actor, target, ({ members }) => ({ "409 member_not_suspended": members.get(target)?.suspended === false })),
    perform: async (real) => (await callAs(real, actor, slot, "restoreMember", { orgId: real.org(slot), userId: real.users[target].id })).outcome,
    apply({ organizations }) {
      organizations.get(slot)!.members.get(target)!.suspended = false;
    },
  };
}

function leave(actor: Person, slot: Slot): Action {
  return {
    kind: "leave",
    title: `${actor} leaves organization ${slot}`,
    isPossible: (model) => areThere(model, slot, actor),
    refusals({ organizations }) {
      const organization = organizations.get(slot)!;
      const membership = organization.members.get(actor);
      if (!membership) return ["404 not_found"];
      if (membership.suspended) return ["403 member_suspended"];
      return isLastOwner(organization, actor) ? ["409 sole_owner"] : [];
    },
    perform: async (real) => (await callAs(real, actor, slot, "leaveOrganization", { orgId: real.org(slot) })).outcome,
    apply: ({ organizations }) => endMembership(organizations.get(slot)!, actor),
  };
}

function transfer(actor: Person, slot: Slot, target: Person): Action {
  return {
    kind: "transfer",
    title: `${actor} hands organization ${slot} over to ${target}`,
    isPossible(model) {
      if (actor === target || !areThere(model, slot, actor, target)) return false;
      const membership = model.organizations.get(slot)!.members.get(target);
      return !membership || (!membership.suspended && membership.role !== "owner");
    },
    refusals({ organizations }) {
      const organization = organizations.get(slot)!;
      return refusedBy(gate(organization, actor, "org:transfer"), () => ({ "404 member_not_found": !organization.members.has(target) }));
    },
    perform: async (real) => (await callAs(real, actor, slot, "transferOwnership", { orgId: real.org(slot), userId: real.users[target].id })).outcome,
    apply({ organizations }) {
      const { members } = organizations.get(slot)!;
      members.get(target)!.role = "owner";
      members.get(actor)!.role = "admin";
    },
  };
}

function areThere(model: Model, slot: Slot, ...persons: Person[]): boolean {
  return isOpen(model, slot) && persons.every((one) => !model.gone.has(one));
}

/** The refusals of an act upon a member: of the gate, by rank, and by the act's own rules. */
function onMember(
  organization: Organization,
  actor: Person,
  target: Person,
  rules: (organization: Organization, actorRole: SystemRole) => Readonly<Record<string, boolean>>,
): readonly string[] {
  return refusedBy(gate(organization, actor, "members:manage"), () => {
    const membership = organization.members.get(target);
    if (!membership) return { "404 not_found": true };
    const own = organization.members.get(actor)!;
    return { "403 cannot_act_on_higher_role": ranksAbove(organization, membership, own), ...rules(organization, own.role) };
  });
}

/** The token of the newest invitation of a person to an organization. */
function tokenOf(real: Real, slot: Slot, guest: Person): string {
  const { email } = real.users[guest];
  const mails = real.world.mock.mailbox.messages;
  return mails.findLast((mail) => mail.kind === "invitation" && mail.to === email && mail.organizationId === real.org(slot))!.token!;
}
