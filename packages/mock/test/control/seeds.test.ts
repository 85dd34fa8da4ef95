import { expect, test } from "vitest";
import { api, asEnvironment } from "../api.ts";
import { internalsOf } from "../../src/mock.ts";
import { served } from "./served.ts";

const twins = { users: { ada: { email: "same@acme.test" }, eve: { email: "same@acme.test" } } };

test("reset returns to the state after seeding and forgets faults, requests and mail", async () => {
  const { mock, control } = await served();
  await api(mock).post("/v1/auth/sign-up", { email: "new@acme.test", password: "correct horse battery" });
  await control.addFault({ operation: "getHealth", status: 503 });
  expect((await control.listMail()).data).not.toEqual([]);

  await control.resetWorld();
  expect((await asEnvironment(mock).get("/v1/users?q=new@acme.test")).body.data).toEqual([]);
  expect((await control.listMail()).data).toEqual([]);
  expect((await control.listFaults()).data).toEqual([]);
  expect((await control.listRequests()).data.map(({ operationId }) => operationId)).toEqual(["listUsers"]);
});

test("another seed replaces what the world held, and reset returns to it", async () => {
  const { mock, control } = await served();
  const world = await control.seedWorld({
    seed: { users: { mia: { email: "mia@initech.test", password: "initech-demo" } }, organizations: { initech: { owner: "mia", name: "Initech" } } },
  });
  const mia = { name: "mia", email: "mia@initech.test", password: "initech-demo", organizations: [{ name: "Initech", role: "owner" }] };
  expect(world.people).toMatchObject([mia]);

  await asEnvironment(mock).post("/v1/users", { email: "second@initech.test" });
  await control.resetWorld();
  expect((await asEnvironment(mock).get("/v1/users")).body.data).toMatchObject([{ email: "mia@initech.test" }]);
  expect((await api(mock).post("/v1/auth/sign-in", { email: "mia@initech.test", password: "initech-demo" })).body.status).toBe("complete");
});

test("another seed takes faults and requests with it", async () => {
  const { mock, control } = await served();
  await control.addFault({ operation: "getHealth", status: 503 });
  await api(mock).get("/v1/health");
  await control.seedWorld({ seed: "empty" });
  expect((await control.listFaults()).data).toEqual([]);
  expect((await control.listRequests()).data).toEqual([]);
});

test("a seed that has no such name is refused and the world stays as it is", async () => {
  const { control } = await served();
  await expect(control.seedWorld({ seed: "foo" })).rejects.toMatchObject({
    code: "seed_unknown",
    message: 'There is no seed "foo". Known seeds: acme, empty; or pass one made with defineSeed.',
  });
  expect((await control.getWorld()).people).toHaveLength(7);
});

test("a seed that contradicts itself is refused and the world stays as it is", async () => {
  const { control } = await served();
  await expect(control.seedWorld({ seed: twins })).rejects.toMatchObject({ code: "seed_invalid", message: "users.ada and users.eve have the same email." });
  expect((await control.getWorld()).people).toHaveLength(7);
});

// The world was emptied first, and every later request waited for a seed that never came.
test("a seed that cannot be planted, whatever the reason, leaves everything as it was", async () => {
  const { mock, control } = await served();
  await asEnvironment(mock).post("/v1/users", { email: "later@acme.test" });
  // Past the check of seeds, as a fault of that check would be.
  await expect(internalsOf(mock).hosted.reseed(twins)).rejects.toThrow("email");
  expect((await control.getWorld()).people).toHaveLength(7);
  expect((await asEnvironment(mock).get("/v1/users?q=later@acme.test")).body.data).toHaveLength(1);
  await control.resetWorld();
  expect((await api(mock).post("/v1/auth/sign-in", { email: "ada@acme.test", password: "plinto-demo" })).body.status).toBe("complete");
});

test.for([
  [{ seed: 7 }, "seed must be string or object"],
  [{ seed: "" }, "seed must be at least 1 characters long"],
  [{}, "seed is required"],
  [{ seed: "acme", force: true }, 'there is no property "force" here'],
])("%j is no seed", async ([body, message]) => {
  const { ask } = await served();
  const response = await ask("POST", "/__plinto/seed", body);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ code: "validation_failed", detail: `The request is not valid: ${message as string}.` });
});
