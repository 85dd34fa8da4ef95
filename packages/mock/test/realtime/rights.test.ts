import { expect, test } from "vitest";
import { api } from "../api.ts";
import { ask, demo, happen, socketOf, tokenOf } from "./plain-socket.ts";

test.for([
  ["ada", "organization", null],
  ["ada", "audit", null],
  ["ada", "policy", null],
  ["ada", "webhook", null],
  ["vera", "organization", null],
  ["vera", "policy", "permission_denied"],
  ["bob", "audit", "permission_denied"],
  ["bob", "webhook", "permission_denied"],
  ["olga", "organization", "not_found"],
  ["root", "organization", "not_found"],
  ["root", "audit", "not_found"],
] as const)("%s and the topic %s of Acme: %s", async ([person, name, code]) => {
  const { mock, acme } = await demo();
  const socket = await socketOf(mock, person);
  const topic = `${name}:${acme}`;
  if (code === null) expect((await socket.subscribe(topic)).topic).toBe(topic);
  else expect(await socket.refusal({ kind: "subscription", id: "9", topic })).toBe(code);
});

test("the topic of a person is hers alone, and that of the environment is the key's", async () => {
  const { mock, people } = await demo();
  const bob = await socketOf(mock, "bob");
  expect((await bob.subscribe(`user:${people.bob.id}`)).recovered).toBe(false);
  expect(await bob.refusal({ kind: "subscription", id: "8", topic: `user:${people.ada.id}` })).toBe("not_found");
  expect(await bob.refusal({ kind: "subscription", id: "9", topic: "environment" })).toBe("permission_denied");
  const key = await socketOf(mock, null);
  await key.subscribe("environment");
  await key.subscribe(`user:${people.ada.id}`);
  expect(await key.refusal({ kind: "subscription", id: "9", topic: "user:usr_01hzy3v5q8w9x0a1b2c3d4e5f6" })).toBe("not_found");
});

test("an event whose resource a member may not read is left out, and its offset with it", async () => {
  const world = await demo();
  const { mock, acme } = world;
  const [viewer, owner] = [await socketOf(mock, "vera"), await socketOf(mock, "ada")];
  const topic = `organization:${acme}`;
  await viewer.subscribe(topic);
  await owner.subscribe(topic);
  await ask(mock, "POST", `/v1/organizations/${acme}/invite`, { email: "new@acme.test", role: "member" });
  await happen(world, acme, "Red");
  await viewer.next("events", ({ events }) => events.some(({ event }) => event.type === "team.created"));
  await owner.next("events", ({ events }) => events.some(({ event }) => event.type === "team.created"));
  expect(owner.events(topic).map(({ offset, event }) => [offset, event.type])).toEqual([
    [1, "invitation.created"],
    [2, "team.created"],
  ]);
  expect(viewer.events(topic).map(({ offset, event }) => [offset, event.type])).toEqual([[2, "team.created"]]);
});

test("what happens in one organization is no member's of another", async () => {
  const world = await demo();
  const { mock, acme, globex } = world;
  const socket = await socketOf(mock, "bob");
  await socket.subscribe(`organization:${acme}`);
  await happen(world, globex, "Theirs");
  await happen(world, acme, "Ours");
  await socket.next("events");
  expect(socket.events(`organization:${acme}`).map(({ event }) => (event.data as { name: string }).name)).toEqual(["Ours"]);
});

test("an invitation reaches the person who is invited", async () => {
  const { mock, globex, people } = await demo();
  const socket = await socketOf(mock, "vera");
  const topic = `user:${people.vera.id}`;
  await socket.subscribe(topic);
  await ask(mock, "POST", `/v1/organizations/${globex}/invite`, { email: people.vera.email, role: "member" });
  expect((await socket.next("events")).events.map(({ event }) => event.type)).toEqual(["invitation.created"]);
});

test("whoever leaves an organization gets no event of that commit or after it, and is told why", async () => {
  const world = await demo();
  const { mock, acme, people } = world;
  const [bob, ada] = [await socketOf(mock, "bob"), await socketOf(mock, "ada")];
  const topic = `organization:${acme}`;
  await bob.subscribe(topic);
  await ada.subscribe(topic);
  await happen(world, acme, "Before");
  await ask(mock, "DELETE", `/v1/organizations/${acme}/members/${people.bob.id}`);
  expect((await bob.next("unsubscription")).reason).toBe("membership_lost");
  await happen(world, acme, "After");
  await ada.next("events", ({ events }) => events.some(({ event }) => (event.data as { name?: string }).name === "After"));
  expect(bob.events(topic).map(({ event }) => event.type)).toEqual(["team.created"]);
  expect(ada.events(topic).map(({ event }) => event.type)).toContain("member.removed");
});

test.for([
  ["suspended", "membership_lost", (mock, acme, user) => ask(mock, "POST", `/v1/organizations/${acme}/members/${user}/suspend`, {})],
  ["made a member", "permission_lost", (mock, acme, user) => ask(mock, "PATCH", `/v1/organizations/${acme}/members/${user}`, { role: "member" })],
] as const satisfies [string, string, (mock: never, acme: string, user: string) => unknown][])(
  "an admin who is %s loses the audit topic at once: %s",
  async ([, reason, change]) => {
    const { mock, acme, people } = await demo();
    const socket = await socketOf(mock, "grace");
    await socket.subscribe(`audit:${acme}`);
    await (change as (mock: unknown, acme: string, user: string) => Promise<unknown>)(mock, acme, people.grace.id);
    expect(await socket.next("unsubscription")).toMatchObject({ topic: `audit:${acme}`, reason });
    expect(socket.ending).toBeUndefined();
  },
);

test("a custom role gives a topic and takes it with it", async () => {
  const { mock, acme, people } = await demo();
  const { id } = await ask(mock, "POST", "/v1/policies/roles", { name: "Auditor", permissions: ["audit:read"] }, acme);
  await ask(mock, "POST", `/v1/policies/roles/${String(id)}/assign`, { userId: people.bob.id }, acme);
  const socket = await socketOf(mock, "bob");
  await socket.subscribe(`audit:${acme}`);
  await ask(mock, "PATCH", `/v1/policies/roles/${String(id)}`, { permissions: ["blog:write"] }, acme);
  expect((await socket.next("unsubscription")).reason).toBe("permission_lost");
});

test("an organization that is deleted takes its topics along", async () => {
  const { mock, acme } = await demo();
  const socket = await socketOf(mock, "bob");
  await socket.subscribe(`organization:${acme}`);
  await ask(mock, "DELETE", `/v1/organizations/${acme}`);
  expect((await socket.next("unsubscription")).reason).toBe("topic_gone");
});

test("a policy of the organization that denies closes a topic", async () => {
  const { mock, acme } = await demo();
  const socket = await socketOf(mock, "bob");
  await socket.subscribe(`organization:${acme}`);
  await ask(
    mock,
    "POST",
    "/v1/policies",
    { name: "Nobody looks", document: { effect: "deny", subjects: ["*"], actions: ["org:read"], resources: ["*"] } },
    acme,
  );
  expect((await socket.next("unsubscription")).reason).toBe("permission_lost");
});

// A hundred events of one turn are sent at once, inside the commit: the hundredth was the removal, told to who was removed.
test.for([98, 99, 100])("who is removed by the event after %i others of one turn does not hear of it", async (count) => {
  const world = await demo();
  const { mock, acme, people } = world;
  const [bob, ada] = [await socketOf(mock, "bob"), await socketOf(mock, "ada")];
  const topic = `organization:${acme}`;
  await bob.subscribe(topic);
  await ada.subscribe(topic);
  const teams = Array.from({ length: count }, (_, index) => happen(world, acme, `Team ${index}`));
  await Promise.all([...teams, ask(mock, "DELETE", `/v1/organizations/${acme}/members/${people.bob.id}`)]);
  expect((await bob.next("unsubscription")).reason).toBe("membership_lost");
  await ada.next("events", ({ events }) => events.some(({ event }) => event.type === "member.removed"));
  expect(new Set(bob.events(topic).map(({ event }) => event.type))).toEqual(new Set(["team.created"]));
});

// Who was suspended and came back was told by his old position of the suspension, and of what happened meanwhile.
test("a position from before a membership was taken away is not taken when it is given back", async () => {
  const world = await demo();
  const { mock, acme, people } = world;
  const [bob, ada] = [await socketOf(mock, "bob"), await socketOf(mock, "ada")];
  const topic = `organization:${acme}`;
  const before = await bob.subscribe(topic);
  await ada.subscribe(topic);
  await ask(mock, "POST", `/v1/organizations/${acme}/members/${people.bob.id}/suspend`, {});
  await bob.next("unsubscription");
  await happen(world, acme, "While suspended");
  await ask(mock, "POST", `/v1/organizations/${acme}/members/${people.bob.id}/restore`, {});
  await ada.next("events", ({ to }) => to === before.offset + 3);
  const { epoch, offset } = before;
  const regained = await bob.subscribe(topic, { epoch, offset });
  expect(regained).toMatchObject({ epoch, offset: offset + 3, recovered: false });
  await happen(world, acme, "Since then");
  await bob.next("events");
  expect(await bob.subscribe(topic, { epoch, offset: regained.offset })).toMatchObject({ recovered: true });
  expect(await bob.subscribe(topic, { epoch, offset: offset + 1 })).toMatchObject({ recovered: false });
  expect(await ada.subscribe(topic, { epoch, offset })).toMatchObject({ recovered: true });
  expect(new Set(bob.events(topic).map(({ event }) => (event.data as { name?: string }).name))).toEqual(new Set(["Since then"]));
});

test("who becomes a member hears nothing of what was before", async () => {
  const world = await demo();
  const { mock, acme, people } = world;
  const [olga, ada] = [await socketOf(mock, "olga"), await socketOf(mock, "ada")];
  const topic = `organization:${acme}`;
  const { epoch, offset } = await ada.subscribe(topic);
  await happen(world, acme, "Before");
  await ask(mock, "POST", `/v1/organizations/${acme}/invite`, { email: people.olga.email, role: "member" });
  const { token } = mock.mailbox.latest({ to: people.olga.email, kind: "invitation" })!;
  expect((await api(mock, { as: await tokenOf(mock, "olga") }).post("/v1/invitations/accept", { token })).status).toBe(200);
  expect(await olga.subscribe(topic, { epoch, offset })).toMatchObject({ recovered: false });
  expect(await ada.subscribe(topic, { epoch, offset })).toMatchObject({ recovered: true });
  await ada.next("events");
  expect(ada.events(topic).length).toBeGreaterThan(1);
  expect(olga.events(topic)).toEqual([]);
});
