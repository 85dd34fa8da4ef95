import { expect } from "vitest";
import { effectiveScopes, people, type Model, type Organization, type Slot } from "./model.ts";
import type { Real } from "./real.ts";

/** What holds after every step, seen through the API alone. */
export async function expectInvariants(model: Model, real: Real): Promise<void> {
  for (const [slot, organization] of model.organizations) if (organization.daysLeft === undefined) await expectSame(slot, organization, real);
  for (const [slot, orgId] of real.organizations) {
    if (model.organizations.has(slot)) continue;
    real.past.push(orgId);
    real.organizations.delete(slot);
  }
  await expectWalls(model, real);
  await expectLogs(real);
}

/** The organization is what the model says; every reference leads somewhere; there is an owner. */
async function expectSame(slot: Slot, organization: Organization, real: Real): Promise<void> {
  const { world } = real;
  const orgId = real.org(slot);
  const inside = { organization: orgId };
  const nameOf = (id: string): string => people.find((person) => real.users[person].id === id) ?? id;
  const labelOf = (kind: string, id: string | null): string | null =>
    id === null ? null : ([...real.ids].find(([label, one]) => one === id && label.startsWith(`${slot} ${kind} `))?.[0].slice(`${slot} ${kind} `.length) ?? id);

  const members = (await world.ask("listMembers", { orgId, pageSize: 100 })).data;
  expect(
    sorted(
      members.map(
        ({ userId, role, status, customRoleIds }) => `${nameOf(userId)} ${role} ${status} ${listed(customRoleIds.map((id) => labelOf("role", id) ?? ""))}`,
      ),
    ),
  ).toEqual(
    sorted(
      [...organization.members].map(
        ([person, { role, suspended, custom }]) => `${person} ${role} ${suspended ? "suspended" : "active"} ${listed([...custom])}`,
      ),
    ),
  );
  expect(members.some(({ role, status }) => role === "owner" && status === "active")).toBe(true);

  const teams = (await world.ask("listTeams", { orgId, pageSize: 100 })).data;
  const inTeams = await Promise.all(teams.map(async ({ id }) => (await world.ask("listTeamMembers", { orgId, teamId: id, pageSize: 100 })).data));
  expect(
    sorted(
      teams.map(
        ({ id, parentTeamId }, index) =>
          `${labelOf("team", id)} below ${labelOf("team", parentTeamId)}: ${listed(inTeams[index]!.map(({ userId }) => nameOf(userId)))}`,
      ),
    ),
  ).toEqual(sorted([...organization.teams].map(([label, { parent, members: inside }]) => `${label} below ${parent}: ${listed([...inside])}`)));
  expect(teams.filter(({ parentTeamId }) => parentTeamId !== null && !teams.some(({ id }) => id === parentTeamId))).toEqual([]);
  expect(inTeams.flat().filter(({ userId }) => !members.some((member) => member.userId === userId))).toEqual([]);

  const roles = (await world.ask("listRoles", { type: "custom", pageSize: 100 }, inside)).data;
  expect(sorted(roles.map(({ id, permissions }) => `${labelOf("role", id)} ${listed(permissions)}`))).toEqual(
    sorted([...organization.roles].map(([label, permissions]) => `${label} ${listed([...permissions])}`)),
  );
  const roleIds = roles.map(({ id }) => id);
  expect(members.flatMap(({ customRoleIds }) => customRoleIds).filter((id) => !roleIds.includes(id))).toEqual([]);

  const pending = (await world.ask("listInvitations", { status: "pending", pageSize: 100 }, inside)).data;
  const invited = people.filter((person) => pending.some(({ email }) => email === real.users[person].email));
  expect(sorted(invited)).toEqual(sorted([...organization.invitations.keys()]));

  const keys = (await world.ask("listApiKeys", { orgId, status: "active", pageSize: 100 })).data;
  expect(sorted(keys.map(({ id, effectiveScopes: scopes }) => `${labelOf("key", id)} ${listed(scopes)}`))).toEqual(
    sorted([...organization.keys.keys()].map((label) => `${label} ${listed(effectiveScopes(organization, label))}`)),
  );
  for (const label of organization.keys.keys()) {
    const may = effectiveScopes(organization, label).includes("members:read");
    expect(`key ${label} ${await world.outcome("listMembers", { orgId }, { as: real.id(slot, `secret ${label}`) })}`).toBe(
      `key ${label} ${may ? "200" : "403 permission_denied"}`,
    );
  }
}

/** Everybody sees the organizations that they are in and nothing of the others. */
async function expectWalls(model: Model, real: Real): Promise<void> {
  const { world } = real;
  for (const person of people.filter((one) => !model.gone.has(one))) {
    const as = await real.as(person);
    const mine = (await world.ask("listMyOrganizations", { pageSize: 100 }, { as })).data.map(({ id }) => id);
    for (const orgId of real.past) {
      expect(mine).not.toContain(orgId);
      expect(await world.outcome("getOrganization", { orgId }, { as })).toBe("404 not_found");
    }
    for (const [slot, organization] of model.organizations) {
      const membership = organization.members.get(person);
      const orgId = real.org(slot);
      if (organization.daysLeft === undefined) expect(`${person} ${slot} ${mine.includes(orgId)}`).toBe(`${person} ${slot} ${membership?.suspended === false}`);
      if (!membership) {
        expect(`${person} ${slot} ${await world.outcome("getOrganization", { orgId }, { as })}`).toBe(`${person} ${slot} 404 not_found`);
        expect(`${person} ${slot} ${await world.outcome("listAuditLogs", {}, { as, organization: orgId })}`).toBe(`${person} ${slot} 404 not_found`);
      } else if (organization.daysLeft === undefined && !membership.suspended) await expectOwnSide(model, real, slot, as);
    }
  }
}

/** Through the door of one organization, the things of another are not there. */
async function expectOwnSide(model: Model, real: Real, slot: Slot, as: string): Promise<void> {
  for (const [other, { teams, roles }] of model.organizations) {
    if (other === slot) continue;
    for (const label of teams.keys())
      expect(await real.world.outcome("getTeam", { orgId: real.org(slot), teamId: real.id(other, `team ${label}`) }, { as })).toBe("404 not_found");
    for (const label of roles.keys())
      expect(await real.world.outcome("getRole", { roleId: real.id(other, `role ${label}`) }, { as, organization: real.org(slot) })).toBe("404 not_found");
  }
}

/** Events are numbered without a gap per organization, and the audit log of each has all of its own and is unbroken. */
async function expectLogs(real: Real): Promise<void> {
  const { world } = real;
  const { events } = world.mock;
  for (const orgId of real.organizations.values()) {
    const numbers = events.filter(({ organizationId }) => organizationId === orgId).map(({ sequence }) => sequence);
    // What was kept long enough goes from the beginning; what comes continues where the last step ended.
    expect(numbers).toEqual(numbers.map((_, index) => numbers[0]! + index));
    const before = real.counted.get(orgId) ?? 0;
    expect(numbers[0] ?? 0).toBeLessThanOrEqual(before + 1);
    real.counted.set(orgId, numbers.at(-1) ?? before);
    // Of a log that is longer than a page the older ones were looked at after the steps that wrote them.
    const logs = (await world.ask("listAuditLogs", { sort: "-occurredAt", pageSize: 1000 }, { organization: orgId })).data;
    expect(logs.filter(({ organizationId }) => organizationId !== orgId)).toEqual([]);
    expect(logs.map(({ sequence }) => sequence).toSorted((a, b) => a - b)).toEqual(numbers.slice(-1000));
    expect((await world.ask("verifyAuditChain", {}, { organization: orgId })).ok).toBe(true);
  }
}

function sorted(texts: readonly string[]): string[] {
  return texts.toSorted();
}

/** A list in one order, as text. */
function listed(texts: readonly string[]): string {
  return sorted(texts).join(" ");
}
