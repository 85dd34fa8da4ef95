import { expect, test } from "vitest";
import { api, asEnvironment } from "../api.ts";
import { served } from "./served.ts";

test("a fork begins as the world stands, with its keys and names, and goes its own way", async () => {
  const { mock, url, control, controlOf } = await served();
  await asEnvironment(mock).post("/v1/users", { email: "before@acme.test" });
  const fork = await control.forkWorld({ id: "fork" });
  expect(fork).toMatchObject({ id: "fork", baseUrl: `${url}/w/fork`, ...mock.keys, commits: 2 });
  expect(fork.people.map(({ name }) => name)).toContain("ada");
  await asEnvironment(mock).post("/v1/users", { email: "after@acme.test" });
  expect((await controlOf("fork").listPeople({ q: "before@" })).total).toBe(1);
  expect((await controlOf("fork").listPeople({ q: "after@" })).total).toBe(0);
  const there = await fetch(`${url}/w/fork/v1/users?q=before`, { headers: { authorization: `Bearer ${mock.keys.secretKey}` } });
  expect(((await there.json()) as { data: unknown[] }).data).toHaveLength(1);
});

test("a fork from an earlier commit has the state and the clock of that moment", async () => {
  const { mock, control, controlOf } = await served();
  await asEnvironment(mock).post("/v1/users", { email: "first@acme.test" });
  await mock.clock.advance("1h");
  await asEnvironment(mock).post("/v1/users", { email: "second@acme.test" });
  const { data } = await control.listCommits();
  const first = data.find(({ operationId }) => operationId === "createUser")!;
  const fork = await control.forkWorld({ id: "then", seq: first.seq });
  expect(fork).toMatchObject({ commits: first.seq, clock: { kind: "virtual", now: "2030-01-01T00:00:00.000Z" } });
  expect((await controlOf("then").listPeople({ q: "@acme.test" })).data.map(({ email }) => email)).toContain("first@acme.test");
  expect((await controlOf("then").listPeople({ q: "second@" })).total).toBe(0);
});

test("a fork of another world hangs below the same server and has that world's keys", async () => {
  const { mock, url, control, controlOf } = await served();
  const other = await control.createWorld({ id: "other" });
  expect(other.secretKey).not.toBe(mock.keys.secretKey);
  expect(await controlOf("other").forkWorld({ id: "child" })).toMatchObject({ baseUrl: `${url}/w/child`, secretKey: other.secretKey });
  expect((await control.listWorlds()).data).toEqual(["other", "child"]);
});

test.for([
  [{ id: "taken" }, "world_taken", 'There is a world "taken" already. Choose another name, or end that one.'],
  [{ id: "later", seq: 99 }, "seq_unknown", expect.stringContaining("99")],
])("the fork %j is refused", async ([fork, code, message]) => {
  const { control } = await served();
  await control.createWorld({ id: "taken" });
  await expect(control.forkWorld(fork as { id: string })).rejects.toMatchObject({ code, message });
});

test("a world that is ended is unknown, and its name is free", async () => {
  const { mock, url, control } = await served();
  await control.createWorld({ id: "short" });
  await control.endWorld({ id: "short" });
  expect((await fetch(`${url}/w/short/v1/health`)).status).toBe(404);
  expect((await control.listWorlds()).data).toEqual([]);
  await control.createWorld({ id: "short" });
  expect((await fetch(`${url}/w/short/v1/health`)).status).toBe(200);
  expect((await api(mock).get("/v1/health")).status).toBe(200);
  await expect(control.endWorld({ id: "none" })).rejects.toMatchObject({ code: "not_found", message: 'There is no world "none". There is short.' });
});

// What a fork was emptied to was the state that it began with, so nothing could be planted there.
test("a fork can be emptied and planted with another seed", async () => {
  const { control, controlOf } = await served();
  await control.forkWorld({ id: "fork" });
  expect((await controlOf("fork").seedWorld({ seed: "empty" })).people).toEqual([]);
  expect((await control.getWorld()).people).toHaveLength(7);
});
