import { expect, test } from "vitest";
import { accessTokenOf, api, asEnvironment, signedIn } from "../api.ts";
import { served } from "./served.ts";

test("the ledger tells who did what, and which events and rows came of it", async () => {
  const { mock, control } = await served();
  const ada = await signedIn(mock, "ada");
  await ada.post("/v1/organizations", { name: "Initech" });
  const { data } = await control.listCommits();
  expect(data.map(({ operationId }) => operationId)).toEqual(["seed", "signIn", "createOrganization"]);
  const request = mock.requests.find(({ operationId }) => operationId === "createOrganization")!;
  expect(data.at(-1)).toMatchObject({
    seq: 3,
    at: "2030-01-01T00:00:00.000Z",
    requestId: request.id,
    actor: { kind: "user", id: mock.seed.users["ada"]!.id, label: "ada@acme.test" },
    refused: null,
    tables: { organizations: 1, memberships: 1 },
    restored: false,
  });
  expect(data.at(-1)!.events).toContain("organization.created");
  expect(data[0]).toMatchObject({ actor: { kind: "system", id: null, label: null }, requestId: null });
});

test("a refusal that left a trace, and a restore, are told as such", async () => {
  const { mock, control } = await served();
  await control.takeSnapshot({ name: "before" });
  await api(mock).post("/v1/auth/sign-in", { email: "ada@acme.test", password: "not this one" });
  await control.restoreSnapshot({ name: "before" });
  const { data } = await control.listCommits({ limit: 2 });
  expect(data).toMatchObject([
    { operationId: "signIn", refused: "invalid_credentials" },
    { operationId: "restore", restored: true },
  ]);
});

test("the ledger is read page by page, backwards", async () => {
  const { mock, control } = await served();
  for (const number of [1, 2, 3, 4]) await asEnvironment(mock).post("/v1/users", { email: `person${number}@acme.test` });
  const newest = (await control.listCommits({ limit: 2 })).data;
  expect(newest.map(({ seq }) => seq)).toEqual([4, 5]);
  expect((await control.listCommits({ limit: 2, before: newest[0]!.seq })).data.map(({ seq }) => seq)).toEqual([2, 3]);
  expect((await control.listCommits({ before: 1 })).data).toEqual([]);
});

test("a commit shows each row before and after, without what is secret", async () => {
  const { mock, control } = await served();
  const ada = await signedIn(mock, "ada");
  const id = mock.seed.organizations["acme"]!.id;
  await ada.patch(`/v1/organizations/${id}`, { name: "Acme Labs" });
  const { commit, events, changes } = await control.getCommit({ seq: 3 });
  expect(commit).toMatchObject({ operationId: "updateOrganization" });
  expect(events).toMatchObject([{ type: "organization.updated", target: { id }, changes: { name: { before: "Acme", after: "Acme Labs" } } }]);
  expect(changes.find(({ table }) => table === "organizations")).toMatchObject({ id, before: { name: "Acme" }, after: { name: "Acme Labs" } });
  const signIn = JSON.stringify(await control.getCommit({ seq: 2 }));
  expect(signIn).toContain("refreshTokens");
  expect(signIn).not.toMatch(/"hash":"(?!\[redacted\])/);
});

test("nothing that the ledger shows of the seed holds a hash of a password or a key", async () => {
  const { mock, control } = await served();
  const token = await accessTokenOf(mock, "ada");
  const text = JSON.stringify(await control.getCommit({ seq: 1 }));
  expect(text).toContain("ada@acme.test");
  expect(text).not.toContain(token);
  expect(text).not.toMatch(/"(?:passwordHash|hash)":"(?!\[redacted\])/);
});

test("a commit that is not there yet is told with the last one", async () => {
  const { control } = await served();
  await expect(control.getCommit({ seq: 7 })).rejects.toMatchObject({ code: "seq_unknown", message: "There is no commit 7 yet. The last one is 1." });
});

test("events are listed newest last, by type and no more than asked for", async () => {
  const { mock, control } = await served();
  const ada = await signedIn(mock, "ada");
  for (const name of ["One", "Two", "Three"]) await ada.post("/v1/organizations", { name });
  expect((await control.listEvents()).data).toEqual(mock.events);
  const { data } = await control.listEvents({ type: "organization.created", limit: 2 });
  expect(data.map((event) => event.data["name"])).toEqual(["Two", "Three"]);
});
