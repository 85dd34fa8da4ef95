import fc from "fast-check";
import { callAs, gate, isOpen, type Action } from "../action.ts";
import { endMembership, isLastOwner, newOrganization, people, slots, type Person, type Slot } from "../model.ts";

const person = fc.constantFrom(...people);
const slot = fc.constantFrom(...slots);
const graceDays = 30;

/** Organizations begin, end and come back; people go; time passes. */
export const organizationActions: fc.Arbitrary<Action> = fc.oneof(
  { weight: 20, arbitrary: fc.tuple(person, slot).map(([owner, at]) => create(owner, at)) },
  { weight: 6, arbitrary: fc.tuple(person, slot).map(([actor, at]) => close(actor, at)) },
  { weight: 20, arbitrary: fc.tuple(person, slot).map(([actor, at]) => reopen(actor, at)) },
  { weight: 4, arbitrary: fc.constant(wait()) },
  { weight: 1, arbitrary: person.map(deletePerson) },
);

function create(owner: Person, slot: Slot): Action {
  return {
    kind: "create",
    title: `${owner} creates organization ${slot}`,
    isPossible: ({ organizations, gone }) => !organizations.has(slot) && !gone.has(owner),
    refusals: () => [],
    async perform(real) {
      const { outcome, body } = await real.world.call("createOrganization", { name: `Organization ${slot}` }, { as: await real.as(owner) });
      real.organizations.set(slot, body.id);
      return outcome;
    },
    apply: ({ organizations }) => void organizations.set(slot, newOrganization(owner)),
  };
}

function close(actor: Person, slot: Slot): Action {
  return {
    kind: "close",
    title: `${actor} deletes organization ${slot}`,
    isPossible: (model) => isOpen(model, slot) && !model.gone.has(actor),
    refusals: ({ organizations }) => gate(organizations.get(slot)!, actor, "org:delete"),
    perform: async (real) => (await callAs(real, actor, slot, "deleteOrganization", { orgId: real.org(slot) })).outcome,
    apply({ organizations }) {
      organizations.get(slot)!.daysLeft = graceDays;
    },
  };
}

function reopen(actor: Person, slot: Slot): Action {
  return {
    kind: "reopen",
    title: `${actor} restores organization ${slot}`,
    isPossible({ organizations, gone }) {
      const organization = organizations.get(slot);
      return organization?.daysLeft !== undefined && !gone.has(actor) && gate(organization, actor, "org:delete").length === 0;
    },
    refusals: () => [],
    perform: async (real) => (await callAs(real, actor, slot, "restoreOrganization", { orgId: real.org(slot) })).outcome,
    apply({ organizations }) {
      organizations.get(slot)!.daysLeft = undefined;
    },
  };
}

function wait(): Action {
  const days = 8;
  return {
    kind: "wait",
    title: "eight days pass",
    isPossible: () => true,
    refusals: () => [],
    async perform(real) {
      await real.wait(days);
      return "200";
    },
    apply({ organizations }) {
      for (const [slot, organization] of organizations) {
        organization.invitations.clear();
        if (organization.daysLeft === undefined) continue;
        organization.daysLeft -= days;
        if (organization.daysLeft <= 0) organizations.delete(slot);
      }
    },
  };
}

function deletePerson(person: Person): Action {
  return {
    kind: "deletePerson",
    title: `the environment deletes ${person}`,
    // Who rules an organization that is about to go is not this model's business.
    isPossible: ({ organizations, gone }) =>
      !gone.has(person) && [...organizations.values()].every(({ daysLeft, members }) => daysLeft === undefined || !members.has(person)),
    refusals: ({ organizations }) => ([...organizations.values()].some((organization) => isLastOwner(organization, person)) ? ["409 sole_owner"] : []),
    perform: async (real) => real.world.outcome("deleteUser", { userId: real.users[person].id }),
    apply({ organizations, gone }) {
      gone.add(person);
      // An invitation is addressed to a mailbox, and stays.
      for (const organization of organizations.values()) endMembership(organization, person);
    },
  };
}
