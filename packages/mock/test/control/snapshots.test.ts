import { expect, test } from "vitest";
import { asEnvironment } from "../api.ts";
import { served } from "./served.ts";

test("a snapshot is returned to as often as one likes", async () => {
  const { mock, control } = await served();
  await control.takeSnapshot({ name: "before" });
  for (const email of ["first@acme.test", "second@acme.test"]) {
    await asEnvironment(mock).post("/v1/users", { email });
    await control.restoreSnapshot({ name: "before" });
    expect((await asEnvironment(mock).get(`/v1/users?q=${email}`)).body.data).toEqual([]);
  }
});

test("a snapshot of the same name replaces the earlier one", async () => {
  const { mock, control } = await served();
  await control.takeSnapshot({ name: "kept" });
  await asEnvironment(mock).post("/v1/users", { email: "kept@acme.test" });
  await control.takeSnapshot({ name: "kept" });
  await control.resetWorld();
  await control.restoreSnapshot({ name: "kept" });
  expect((await asEnvironment(mock).get("/v1/users?q=kept@acme.test")).body.data).toHaveLength(1);
});

test("a snapshot that was not taken is not found, and the message names those that were", async () => {
  const { control } = await served();
  await expect(control.restoreSnapshot({ name: "x" })).rejects.toMatchObject({ code: "not_found", message: 'There is no snapshot "x". There is none.' });
  await control.takeSnapshot({ name: "first" });
  await control.takeSnapshot({ name: "second" });
  await expect(control.restoreSnapshot({ name: "x" })).rejects.toMatchObject({ message: 'There is no snapshot "x". There is first, second.' });
});

test("each world has snapshots of its own, and another seed ends them", async () => {
  const { control, controlOf } = await served();
  await control.createWorld({ id: "other" });
  await control.takeSnapshot({ name: "mine" });
  await expect(controlOf("other").restoreSnapshot({ name: "mine" })).rejects.toMatchObject({ code: "not_found" });
  await control.seedWorld({ seed: "acme" });
  await expect(control.restoreSnapshot({ name: "mine" })).rejects.toMatchObject({ code: "not_found" });
});

test.for(["", "x".repeat(65), 7])("a snapshot cannot be called %j", async (name) => {
  const { ask } = await served();
  const response = await ask("POST", "/__plinto/snapshot", { name });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ code: "validation_failed", errors: [{ pointer: "/name" }] });
});
