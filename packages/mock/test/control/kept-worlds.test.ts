import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createControl, type ControlClient } from "../../src/control.ts";
import { persistToFolder, serveMock } from "../../src/doors/server.ts";
import { createMock, type Mock } from "../../src/index.ts";
import { emptyFolder } from "../persistence/kept-guild.ts";
import { describedFetch } from "./description.ts";

/** A mock on a folder and a port, as a process would have it from its start to its end. */
interface Run {
  readonly mock: Mock;
  readonly url: string;
  readonly control: ControlClient;
  controlOf(world: string): ControlClient;
}

async function run<T>(folder: string, use: (run: Run) => Promise<T>): Promise<T> {
  const persist = persistToFolder(folder);
  const mock = createMock({ persist, clock: "virtual" }) as unknown as Mock;
  const { url, close } = await serveMock(mock);
  const controlOf = (world: string): ControlClient => createControl({ url: `${url}/w/${world}`, fetch: describedFetch });
  try {
    return await use({ mock, url, control: createControl({ url, fetch: describedFetch }), controlOf });
  } finally {
    await close();
    await persist.close();
  }
}

async function addUser(url: string, secretKey: string, email: string): Promise<number> {
  const headers = { authorization: `Bearer ${secretKey}`, "content-type": "application/json" };
  return (await fetch(`${url}/v1/users`, { method: "POST", headers, body: JSON.stringify({ email }) })).status;
}

/** The status of the list of users with a key, and how many of them have such an address. */
async function usersLike(url: string, secretKey: string, text: string): Promise<readonly [number, number | undefined]> {
  const response = await fetch(`${url}/v1/users?q=${text}`, { headers: { authorization: `Bearer ${secretKey}` } });
  return [response.status, ((await response.json()) as { data?: unknown[] }).data?.length];
}

// Its folder stayed and its ledger stayed open: the id answered 500 until the restart, and then the world was back.
test("a kept world that is ended is unknown, can be made anew at once, and stays gone over a restart", async () => {
  const folder = emptyFolder();
  const { secretKey } = await run(folder, async ({ url, control }) => {
    const world = await control.createWorld({ id: "t1" });
    expect(await addUser(world.baseUrl, world.secretKey, "first@t1.test")).toBe(201);
    await control.endWorld({ id: "t1" });
    expect(existsSync(join(folder, "w", "t1"))).toBe(false);
    expect((await fetch(`${url}/w/t1/v1/users`)).status).toBe(404);
    await expect(createControl({ url: `${url}/w/t1` }).getWorld()).rejects.toMatchObject({ code: "not_found" });
    expect((await control.listWorlds()).data).toEqual([]);
    const anew = await control.createWorld({ id: "t1" });
    expect(await usersLike(anew.baseUrl, anew.secretKey, "first")).toEqual([200, 0]);
    expect(await addUser(anew.baseUrl, anew.secretKey, "second@t1.test")).toBe(201);
    await control.createWorld({ id: "t2" });
    await control.endWorld({ id: "t2" });
    return world;
  });
  await run(folder, async ({ url, control }) => {
    expect(await usersLike(`${url}/w/t1`, secretKey, "t1.test")).toEqual([200, 1]);
    expect((await fetch(`${url}/w/t2/v1/health`)).status).toBe(404);
    // It was not asked for in this run.
    await control.endWorld({ id: "t1" });
    expect(readdirSync(join(folder, "w"))).toEqual([]);
    await expect(control.endWorld({ id: "t1" })).rejects.toMatchObject({ code: "not_found", message: 'There is no world "t1". There is none.' });
  });
});

test("worlds that are made, ended and asked at once come to rest", async () => {
  const folder = emptyFolder();
  await run(folder, async ({ mock, url, control }) => {
    const key = mock.world("w").keys.secretKey;
    for (let round = 0; round < 5; round++) {
      await control.createWorld({ id: "w" });
      const statuses = await Promise.all([
        ...Array.from({ length: 4 }, (_, number) => addUser(`${url}/w/w`, key, `user-${number}@w.test`)),
        control.endWorld({ id: "w" }),
        ...Array.from({ length: 4 }, (_, number) => addUser(`${url}/w/w`, key, `late-${number}@w.test`)),
      ]);
      expect(statuses.filter((status) => status !== undefined && status !== 201 && status !== 404)).toEqual([]);
      expect((await control.listWorlds()).data).toEqual([]);
    }
  });
  expect(readdirSync(join(folder, "w"))).toEqual([]);
});

// A fork lived in memory only, and one that was called as a kept world stood before it.
test("a fork by name is kept like any other world, with the keys, the people and the past of the world it comes from", async () => {
  const folder = emptyFolder();
  const keys = await run(folder, async ({ mock, url, control, controlOf }) => {
    await addUser(url, mock.keys.secretKey, "before@acme.test");
    const other = await control.createWorld({ id: "other" });
    await addUser(other.baseUrl, other.secretKey, "of-other@acme.test");
    await mock.clock.advance("1h");
    const fork = await control.forkWorld({ id: "f1" });
    expect(fork).toMatchObject({ ...mock.keys, baseUrl: `${url}/w/f1`, clock: { now: "2030-01-01T01:00:00.000Z" } });
    expect(await addUser(fork.baseUrl, fork.secretKey, "in-f1@acme.test")).toBe(201);
    await addUser(url, mock.keys.secretKey, "after@acme.test");
    expect((await controlOf("other").forkWorld({ id: "f2" })).secretKey).toBe(other.secretKey);
    expect((await controlOf("f1").forkWorld({ id: "f3", seq: 1 })).commits).toBe(1);
    return { default: mock.keys.secretKey, other: other.secretKey };
  });
  await run(folder, async ({ mock, url, control, controlOf }) => {
    expect((await control.listWorlds()).data).toEqual(["f1", "f2", "f3", "other"]);
    const f1 = await controlOf("f1").getWorld();
    expect(f1).toMatchObject({ ...mock.keys, clock: { now: "2030-01-01T01:00:00.000Z" } });
    expect(f1.people.map(({ name }) => name)).toContain("ada");
    expect(await usersLike(`${url}/w/f1`, keys.default, "before@")).toEqual([200, 1]);
    expect(await usersLike(`${url}/w/f1`, keys.default, "in-f1@")).toEqual([200, 1]);
    expect(await usersLike(`${url}/w/f1`, keys.default, "after@")).toEqual([200, 0]);
    expect(await usersLike(url, keys.default, "in-f1@")).toEqual([200, 0]);
    expect((await usersLike(`${url}/w/f1`, keys.other, ""))[0]).toBe(401);
    expect(await usersLike(`${url}/w/f2`, keys.other, "of-other@")).toEqual([200, 1]);
    expect(await usersLike(`${url}/w/f3`, keys.default, "before@")).toEqual([200, 0]);
    // Its past came along, so it can be forked from there in a later run, too.
    expect(await controlOf("f1").forkWorld({ id: "f4", seq: 1 })).toMatchObject({ commits: 1, secretKey: keys.default });
    await controlOf("f1").resetWorld();
    expect(await usersLike(`${url}/w/f1`, keys.default, "before@")).toEqual([200, 0]);
    expect(mock.world("f2").keys.secretKey).toBe(keys.other);
  });
});

test("a fork cannot have the name of a world that is kept but was not asked for yet", async () => {
  const folder = emptyFolder();
  await run(folder, async ({ control }) => void (await control.createWorld({ id: "t1" })));
  await run(folder, async ({ mock, url, control, controlOf }) => {
    await expect(control.forkWorld({ id: "t1" })).rejects.toMatchObject({
      code: "world_taken",
      message: 'There is a world "t1" already. Choose another name, or end that one.',
    });
    expect((await controlOf("t1").getWorld()).secretKey).not.toBe(mock.keys.secretKey);
    expect((await fetch(`${url}/w/t1/v1/health`)).status).toBe(200);
  });
});

test("of several forks of one name at once, one is made", async () => {
  await run(emptyFolder(), async ({ control }) => {
    const made = await Promise.allSettled(Array.from({ length: 4 }, () => control.forkWorld({ id: "f1" })));
    expect(made.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected", "rejected", "rejected"]);
    for (const one of made) if (one.status === "rejected") expect(one.reason).toMatchObject({ code: "world_taken" });
    expect((await control.listWorlds()).data).toEqual(["f1"]);
  });
});

test("an unnamed fork of a kept mock keeps to memory, and so do the worlds below it", async () => {
  const folder = emptyFolder();
  await run(folder, async ({ mock, control }) => {
    await control.createWorld({ id: "t1" });
    const fork = mock.fork();
    await addToMock(fork.world("t1"), "only-in-the-fork@acme.test");
    await addToMock(fork.world("t2"), "only-in-the-fork@acme.test");
    expect((await control.listWorlds()).data).toEqual(["t1"]);
  });
  expect(readdirSync(join(folder, "w"))).toEqual(["t1"]);
});

async function addToMock(mock: Mock, email: string): Promise<void> {
  const headers = { authorization: `Bearer ${mock.keys.secretKey}`, "content-type": "application/json" };
  const response = await mock.fetch(`${mock.baseUrl}/v1/users`, { method: "POST", headers, body: JSON.stringify({ email }) });
  expect(response.status).toBe(201);
}
