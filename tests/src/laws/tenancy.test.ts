import fc from "fast-check";
import { expect, test } from "vitest";
import { callOf, kinds } from "./calls.ts";
import { choose, nothing, thingsOf, type Choices } from "./choices.ts";
import { attempt, commandOf, perform, resolve } from "./command.ts";
import { law } from "./law.ts";
import { Register, viewerOf } from "./register.ts";
import { everybody, ordinaryPeople, organizationKeys, Town, type Answer } from "./town.ts";

const tenants = [...ordinaryPeople, ...organizationKeys, "anonymous"];

test("no answer holds an id, a name or an address of an organization that the caller is not in", async () => {
  let served = 0;
  await law(
    fc.asyncProperty(fc.array(commandOf([...everybody, ...tenants]), { minLength: 1, maxLength: 20, size: "max" }), async (commands) => {
      const town = await Town.open();
      const register = new Register();
      await register.update(town);
      for (const command of commands) {
        const call = resolve(town, command);
        const before = call && (await viewerOf(town, call));
        const done = await perform(town, command);
        await register.update(town);
        if (!call || !before || !done || !tenants.includes(call.caller)) continue;
        const after = await viewerOf(town, call);
        const viewer = { tenants: new Set([...before.tenants, ...after.tenants]), addresses: before.addresses };
        expect({ call, leaks: register.leaks(viewer, call, done.answer) }).toEqual({ call, leaks: [] });
        if (done.answer.status < 300) served += 1;
      }
    }),
    80,
  );
  expect(served, "answers with something in them").toBeGreaterThan(50);
});

test("what belongs to another organization answers as what does not exist", async () => {
  let foreign = 0;
  const situation = fc.record({
    commands: fc.array(commandOf(), { maxLength: 8, size: "max" }),
    attempt: attempt([...ordinaryPeople, ...organizationKeys], kinds),
  });
  await law(
    fc.asyncProperty(situation, async ({ commands, attempt: { kind, picks } }) => {
      const town = await Town.open();
      // Somebody invites, so that each organization has something to hide.
      for (const [organization, caller] of [
        ["harbour", "ada"],
        ["meadow", "olga"],
      ] as const) {
        const path = `/v1/organizations/${town.mock.seed.organizations[organization].id}/invite`;
        await town.send({ operation: "inviteMember", caller, method: "POST", path, body: { email: `guest-of-${organization}@elsewhere.test` } });
      }
      for (const command of commands) await perform(town, command);
      await town.credential(picks.caller);
      const chosen = choose(thingsOf(town), picks);
      const call = callOf(kind, chosen);
      const { tenants: own, addresses } = await viewerOf(town, call);
      const hidden = await foreignAmong(town, chosen, own, addresses);
      const instead = callOf(kind, { ...chosen, ...hidden });
      if (JSON.stringify(instead) === JSON.stringify(call)) return;
      foreign += 1;
      const there = await town.fork().send(call);
      const nowhere = await town.fork().send(instead);
      expect({ call, ...withoutIds(there, chosen) }).toEqual({ call, ...withoutIds(nowhere, { ...chosen, ...hidden }) });
      // Whoever names a foreign organization in the path or the header is told that there is none, unless the credential is at fault.
      if (hidden.org !== undefined && call.path.includes(chosen.org) && there.status !== 401 && ordinaryPeople.includes(picks.caller))
        expect({ call, status: there.status, code: there.code }).toEqual({ call, status: 404, code: "not_found" });
    }),
    250,
  );
  expect(foreign, "calls that named something foreign").toBeGreaterThan(50);
});

/** Which choices the caller has no business with, each with something of its kind that does not exist. */
async function foreignAmong(town: Town, chosen: Choices, own: ReadonlySet<string>, addresses: ReadonlySet<string>): Promise<Partial<Choices>> {
  const looker = town.fork();
  const things = thingsOf(town);
  const standing = async (userId: string): Promise<{ readonly near: boolean; readonly managed: boolean; readonly email: string | undefined }> => {
    const user = await looker.look(`/v1/users/${userId}`);
    const memberships = await Promise.all(things.organizations.map((id) => looker.look(`/v1/organizations/${id}/members/${userId}`)));
    return {
      near: memberships.some(({ status }, index) => status === 200 && own.has(things.organizations[index]!)),
      managed: typeof user.body.managedBy === "string" && own.has(user.body.managedBy),
      email: user.body.email,
    };
  };
  const stranger = async (userId: string): Promise<boolean> => {
    const { near, managed, email } = await standing(userId);
    return !near && !managed && (email === undefined || !addresses.has(email));
  };
  const session = things.sessions.find(({ id }) => id === chosen.session);
  const invitation = things.invitations.find(({ id }) => id === chosen.invitation);
  return {
    ...(own.has(chosen.org) ? {} : { org: nothing.org }),
    ...((await stranger(chosen.person)) ? { person: nothing.person } : {}),
    ...(invitation && !own.has(invitation.organizationId) ? { invitation: nothing.invitation } : {}),
    ...(session && (await stranger(session.userId)) ? { session: nothing.session } : {}),
  };
}

/** An answer as anybody would see it who does not compare ids: the ones that were asked for are taken out. */
function withoutIds({ status, text, headers }: Answer, { org, person, invitation, session }: Choices): { readonly status: number; readonly shown: string } {
  const { "plinto-request-id": _, ...rest } = headers;
  let shown = JSON.stringify([rest, text.replace(/"requestId":"[^"]*"/, "")]);
  for (const [name, id] of Object.entries({ org, person, invitation, session })) shown = shown.replaceAll(id, `{${name}}`);
  return { status, shown };
}
