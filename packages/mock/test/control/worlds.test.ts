import { expect, test } from "vitest";
import { served } from "./served.ts";

test("a world tells where it stands, its keys, its clock and its people with what they are where", async () => {
  const { mock, url, control } = await served();
  const { people, organizations, ...world } = await control.getWorld();
  expect(world).toEqual({ id: null, baseUrl: url, ...mock.keys, commits: 1, clock: { kind: "virtual", now: "2030-01-01T00:00:00.000Z" } });
  expect(organizations).toEqual([
    { id: mock.seed.organizations["acme"]!.id, name: "Acme", slug: "acme" },
    { id: mock.seed.organizations["globex"]!.id, name: "Globex", slug: "globex" },
  ]);
  expect(people.map(({ name }) => name)).toEqual(["ada", "grace", "bob", "vera", "olga", "root", "mary"]);
  expect(people[2]).toMatchObject({
    email: "bob@acme.test",
    password: "plinto-demo",
    organizations: [
      { name: "Acme", role: "member" },
      { name: "Globex", role: "member" },
    ],
  });
});

test("the keys and the passwords that a world tells open its API", async () => {
  const { url, control } = await served();
  const { secretKey, people } = await control.getWorld();
  const users = await fetch(`${url}/v1/users`, { headers: { authorization: `Bearer ${secretKey}` } });
  expect(users.status).toBe(200);
  const { email, password } = people[0]!;
  const signIn = await fetch(`${url}/v1/auth/sign-in`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email, password }),
  });
  expect(await signIn.json()).toMatchObject({ status: "complete", user: { email } });
});

test("a world that is made stands below the server's address and shares nothing with the default world", async () => {
  const { url, control, controlOf } = await served();
  const world = await control.createWorld({ id: "test-7" });
  expect(world).toMatchObject({ id: "test-7", baseUrl: `${url}/w/test-7` });
  expect(await control.listWorlds()).toEqual({ data: ["test-7"] });

  await controlOf("test-7").seedWorld({ seed: "empty" });
  expect((await controlOf("test-7").getWorld()).people).toEqual([]);
  expect((await control.getWorld()).people).toHaveLength(7);
  expect(world.secretKey).not.toBe((await control.getWorld()).secretKey);
});

test("making a world again changes nothing in it", async () => {
  const { control, controlOf } = await served();
  await control.createWorld({ id: "twice" });
  await controlOf("twice").seedWorld({ seed: "empty" });
  expect((await control.createWorld({ id: "twice" })).people).toEqual([]);
  expect(await control.listWorlds()).toEqual({ data: ["twice"] });
});

// Worlds made below a world had an address that nothing answered.
test("the worlds are the server's, whichever world is asked for them", async () => {
  const { url, control, controlOf } = await served();
  await control.createWorld({ id: "one" });
  const two = await controlOf("one").createWorld({ id: "two" });
  expect(two.baseUrl).toBe(`${url}/w/two`);
  expect(await controlOf("two").listWorlds()).toEqual({ data: ["one", "two"] });
  expect((await fetch(`${two.baseUrl}/v1/health`)).status).toBe(200);
});

test("a world that nobody made is not found and is not made by asking", async () => {
  const { control, controlOf } = await served();
  await expect(controlOf("nowhere").getWorld()).rejects.toMatchObject({
    code: "not_found",
    message: 'There is no world "nowhere". Make it with POST /__plinto/worlds.',
  });
  expect(await control.listWorlds()).toEqual({ data: [] });
});

test.for(["", "a b", "../x", "x".repeat(65)])("a world cannot be called %j", async (id) => {
  const { control } = await served();
  await expect(control.createWorld({ id })).rejects.toMatchObject({
    code: "validation_failed",
    message: "The request is not valid: id must match ^[A-Za-z0-9_-]{1,64}$.",
  });
});
