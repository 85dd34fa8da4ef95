import { expect, test } from "vitest";
import { asEnvironment } from "../api.ts";
import { served } from "./served.ts";

test("snapshots are listed, and one that is dropped is gone", async () => {
  const { control } = await served();
  await control.takeSnapshot({ name: "first" });
  await control.takeSnapshot({ name: "second" });
  expect((await control.listSnapshots()).data).toEqual([
    { name: "first", seq: 1 },
    { name: "second", seq: 1 },
  ]);
  await control.dropSnapshot({ name: "first" });
  expect((await control.listSnapshots()).data).toEqual([{ name: "second", seq: 1 }]);
  await expect(control.dropSnapshot({ name: "first" })).rejects.toMatchObject({ code: "not_found", message: 'There is no snapshot "first". There is second.' });
});

test("an exported state comes back through another server, whose people and sessions then are those of the first", async () => {
  const { mock, control } = await served();
  await asEnvironment(mock).post("/v1/users", { email: "kept@acme.test" });
  const { accessToken } = await control.signInAs({ person: "ada" });
  const exported = JSON.parse(JSON.stringify(await control.exportSnapshot())) as Awaited<ReturnType<typeof control.exportSnapshot>>;
  const other = await served({ baseUrl: mock.baseUrl });
  await other.control.importSnapshot({ name: "carried", snapshot: exported });
  await other.control.restoreSnapshot({ name: "carried" });
  expect((await other.control.listPeople({ q: "kept@" })).total).toBe(1);
  const me = await other.mock.fetch(`${other.mock.baseUrl}/v1/users/me`, { headers: { authorization: `Bearer ${accessToken}` } });
  expect(me.status).toBe(200);
});

test("a snapshot is exported by its name, whatever happened since", async () => {
  const { mock, control } = await served();
  await control.takeSnapshot({ name: "before" });
  await asEnvironment(mock).post("/v1/users", { email: "later@acme.test" });
  expect(JSON.stringify(await control.exportSnapshot({ name: "before" }))).not.toContain("later@acme.test");
  expect(JSON.stringify(await control.exportSnapshot())).toContain("later@acme.test");
});

test.for([
  [{ format: 1, descriptionHash: "of another version", seq: 0, counters: {}, tables: {} }, "snapshot_of_other_description"],
  [{ format: 2, descriptionHash: "x", seq: 0, counters: {}, tables: {} }, "snapshot_invalid"],
  [{ format: 1 }, "validation_failed"],
])("the state %j is not imported", async ([snapshot, code]) => {
  const { control, ask } = await served();
  const response = await ask("POST", "/__plinto/snapshots/import", { name: "strange", snapshot });
  expect(await response.json()).toMatchObject({ status: 400, code });
  expect((await control.listSnapshots()).data).toEqual([]);
});

// A state of some thousand people was refused as too large a body.
test("a state may be larger than any body of the API", async () => {
  const seed = {
    users: Object.fromEntries(
      Array.from({ length: 3000 }, (_, index) => [`p${index}`, { email: `p${index}@acme.test`, publicMetadata: { note: "x".repeat(200) } }]),
    ),
  };
  const { mock, control } = await served({ seed });
  await mock.ready();
  const exported = await control.exportSnapshot();
  expect(JSON.stringify(exported).length).toBeGreaterThan(1_048_576);
  await control.importSnapshot({ name: "large", snapshot: exported });
  expect((await control.listSnapshots()).data).toMatchObject([{ name: "large" }]);
});
