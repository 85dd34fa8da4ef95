import fc from "fast-check";
import { expect, test } from "vitest";
import type { Kind } from "./calls.ts";
import { thingsOf } from "./choices.ts";
import { commandOf, perform, resolve, standingChanges } from "./command.ts";
import { law } from "./law.ts";
import { ordinaryPeople, organizationKeys, Town, type Call } from "./town.ts";

const levels: Readonly<Record<string, number>> = { viewer: 1, member: 2, admin: 3, owner: 4 };

/** What is tried to learn what somebody may do in an organization, and from which level on it is allowed. */
const trials: readonly { readonly name: string; readonly from: number; readonly call: (org: string) => Omit<Call, "caller" | "operation"> }[] = [
  { name: "org:read", from: 1, call: (org) => ({ method: "GET", path: `/v1/organizations/${org}` }) },
  { name: "members:read", from: 1, call: (org) => ({ method: "GET", path: `/v1/organizations/${org}/members` }) },
  { name: "invitations:read", from: 3, call: (org) => ({ method: "GET", path: "/v1/invitations", organization: org }) },
  { name: "users:read", from: 3, call: (org) => ({ method: "GET", path: "/v1/users", organization: org }) },
  { name: "email:read", from: 3, call: (org) => ({ method: "GET", path: `/v1/organizations/${org}/email/messages` }) },
  { name: "org:update", from: 3, call: (org) => ({ method: "PATCH", path: `/v1/organizations/${org}`, body: { logoUrl: "https://logo.test/a.png" } }) },
  {
    name: "members:invite",
    from: 3,
    call: (org) => ({ method: "POST", path: `/v1/organizations/${org}/invite`, body: { email: "trial@elsewhere.test", role: "viewer" } }),
  },
  {
    name: "inviting owners",
    from: 4,
    call: (org) => ({ method: "POST", path: `/v1/organizations/${org}/invite`, body: { email: "trial@elsewhere.test", role: "owner" } }),
  },
  { name: "invitations:manage", from: 4, call: (org) => ({ method: "POST", path: "/v1/invitations/cleanup", organization: org }) },
  { name: "org:delete", from: 4, call: (org) => ({ method: "DELETE", path: `/v1/organizations/${org}` }) },
];

const callers = [...ordinaryPeople, ...organizationKeys];
const rulers = ["ada", "grace", "dee", "olga", "max", "gus"];
// Mostly what moves people, by those who can, so that roles are given while givers rise and fall.
const moves: readonly Kind[] = ["updateMember", "acceptInvitation", "updateMember", "acceptInvitation", "suspendMember", "inviteMember"];
const steps = fc.array(commandOf([...rulers, ...rulers, ...rulers, ...callers], [...moves, ...moves, ...moves, ...standingChanges]), {
  minLength: 4,
  maxLength: 30,
  size: "max",
});
const changes = fc.array(
  commandOf(["environment", "ada", "olga", "newt", "nell"], ["updateMember", "suspendMember", "removeMember", "inviteMember", "acceptInvitation"]),
  {
    minLength: 4,
    maxLength: 25,
    size: "max",
  },
);

test("nobody is given a role by somebody who ranks below it", async () => {
  let raised = 0;
  await law(
    fc.asyncProperty(steps, async (commands) => {
      const town = await Town.open();
      await inviteAll(town);
      for (const command of commands) {
        const call = resolve(town, command);
        const before = await standings(town);
        const invited = call && (await invitationBehind(town, call));
        const events = town.mock.events.length;
        await perform(town, command);
        const after = await standings(town);
        const made = new Set(town.mock.events.slice(events).flatMap((event) => (event.type === "organization.created" ? [event.target["id"] as string] : [])));
        for (const [place, { level, status }] of after) {
          const earlier = before.get(place);
          const risen = level > (earlier?.level ?? 0) || (status === "active" && earlier?.status === "suspended");
          if (!risen) continue;
          const [orgId = "", userId] = place.split(" ");
          raised += 1;
          // Who makes an organization owns it, and nobody else is in it.
          if (made.has(orgId)) {
            expect({ call, userId }).toEqual({ call, userId: idOf(town, call!.caller) });
            continue;
          }
          const giver = invited?.organizationId === orgId ? invited.inviter : actorOf(town, call!.caller);
          const given = giver === undefined ? undefined : before.get(`${orgId} ${giver}`);
          expect({ call, place, given: (given?.status === "active" ? given.level : 0) >= level }).toEqual({ call, place, given: true });
        }
      }
    }),
    150,
  );
  expect(raised, "roles that were given").toBeGreaterThan(10);
});

test("what somebody can do in an organization is never more than the role there allows, nor a key more than its maker", async () => {
  let allowed = 0;
  await law(
    fc.asyncProperty(changes, fc.array(fc.constantFrom(...callers), { minLength: 2, maxLength: 2 }), async (commands, tried) => {
      const town = await Town.open();
      for (const command of commands) await perform(town, command);
      const now = await standings(town);
      for (const organization of Object.values(town.mock.seed.organizations)) {
        const looked = await town.fork().look(`/v1/organizations/${organization.id}`);
        for (const caller of new Set([...tried, ...organizationKeys])) {
          await town.credential(caller);
          const standing = now.get(`${organization.id} ${actorOf(town, caller)}`);
          const level = standing?.status === "active" && keyBelongs(caller, organization.slug) ? standing.level : 0;
          for (const { name, from, call } of trials) {
            const answer = await town.fork().send({ operation: name, caller, ...call(organization.id) });
            const reached = answer.status < 300 || answer.code === "invitation_pending" || answer.code === "already_member";
            if (reached) allowed += 1;
            expect({ caller, organization: organization.slug, name, reached: reached && level < from }).toEqual({
              caller,
              organization: organization.slug,
              name,
              reached: false,
            });
          }
        }
        expect([200, 404]).toContain(looked.status);
      }
    }),
    40,
  );
  expect(allowed, "trials that were allowed").toBeGreaterThan(100);
});

/** Everybody who may gives away the highest role that she can, so that it is a question what becomes of it. */
async function inviteAll(town: Town): Promise<void> {
  const { harbour, meadow } = town.mock.seed.organizations;
  for (const [caller, organization, email, role] of [
    ["grace", harbour.id, "newt@people.test", "admin"],
    ["harbourKey", harbour.id, "olga@people.test", "admin"],
    ["dee", harbour.id, "nora@people.test", "member"],
    ["gus", meadow.id, "nell@people.test", "admin"],
    ["max", meadow.id, "ada@people.test", "owner"],
    ["meadowKey", meadow.id, "grace@people.test", "admin"],
  ] as const) {
    const path = `/v1/organizations/${organization}/invite`;
    const answer = await town.send({ operation: "inviteMember", caller, method: "POST", path, body: { email, role } });
    expect(answer.status).toBe(201);
  }
}

/** Everybody's level and status in every organization, by "organization user". */
async function standings(town: Town): Promise<ReadonlyMap<string, { readonly level: number; readonly status: string }>> {
  const looker = town.fork();
  const found = new Map<string, { level: number; status: string }>();
  for (const orgId of thingsOf(town).organizations) {
    const answer = await looker.look(`/v1/organizations/${orgId}/members?pageSize=100`);
    if (answer.status !== 200) continue;
    for (const { userId, role, status } of answer.body.data as { userId: string; role: string; status: string }[])
      found.set(`${orgId} ${userId}`, { level: levels[role]!, status });
  }
  return found;
}

/** Whose authority a caller acts with: a person's own, a key's maker's. */
function actorOf(town: Town, caller: string): string | undefined {
  return idOf(town, caller === "harbourKey" ? "grace" : caller === "meadowKey" ? "gus" : caller);
}

function idOf(town: Town, caller: string): string | undefined {
  const seeded = (town.mock.seed.users as Readonly<Record<string, { readonly id: string }>>)[caller];
  if (seeded) return seeded.id;
  const made = town.mock.events.find((event) => event.type === "user.created" && event.data["email"] === town.emailOf(caller));
  return made?.target["id"] as string | undefined;
}

function keyBelongs(caller: string, slug: string): boolean {
  return !organizationKeys.includes(caller) || (caller === "harbourKey") === (slug === "harbour-quartz");
}

/** The organization of the invitation that a call accepts, and on whose authority it was sent. */
async function invitationBehind(town: Town, call: Call): Promise<{ readonly organizationId: string; readonly inviter: string | undefined } | undefined> {
  if (call.operation !== "acceptInvitation") return undefined;
  const { token } = call.body as { token: string };
  const mail = town.mock.mailbox.messages.find((message) => message.token === token);
  if (!mail || mail.organizationId === null) return undefined;
  const { mock } = town;
  // The newest word on the invitation decides: whoever changed it last stands for it.
  const word = mock.events.findLast(
    (event) => event.type.startsWith("invitation.") && event.organizationId === mail.organizationId && event.data["email"] === mail.to,
  );
  const actor = (word as unknown as { actor: { type: string; id: string } } | undefined)?.actor;
  const maker = actor?.type === "organization_key" ? actorOf(town, actor.id === mock.seed.apiKeys.harbourKey.id ? "harbourKey" : "meadowKey") : actor?.id;
  return { organizationId: mail.organizationId, inviter: maker };
}
