import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { exampleEvent } from "@plinto/webhooks/testing";
import { signWebhook } from "@plinto/webhooks";
import { expect, onTestFinished, test } from "vitest";
import { openDatabase } from "../src/database.ts";
import { billOf, recordMembership } from "../src/seats.ts";
import { createReceiver } from "../src/webhooks.ts";
import { startWorld } from "./world.ts";

const secret = "whsec_cGxpbnRvLWV4YW1wbGUtc2VjcmV0LTI0Yg==";
const event = exampleEvent("member.added");
const orgId = event.data.organizationId;

async function delivery(): Promise<{ headers: Record<string, string>; body: string }> {
  const body = JSON.stringify(event);
  return { headers: { ...(await signWebhook(body, secret, { id: event.id })) }, body };
}

test("a handler that fails half way leaves nothing, and the next attempt has the whole effect", async () => {
  const database = await openDatabase();
  onTestFinished(() => database.close());
  let fails = true;
  const { transaction } = database;
  const store: typeof database.webhooks = {
    ...database.webhooks,
    once: (id, effect) =>
      database.webhooks.once(id, async (tx) => {
        await effect(tx);
        if (fails) throw new Error("the process is short of memory");
      }),
  };
  const errors: unknown[] = [];
  const receiver = createReceiver({ ...database, webhooks: store }, secret, (error) => errors.push(error));
  expect((await receiver.receive(await delivery())).status).toBe(500);
  expect(errors).toEqual([new Error("the process is short of memory")]);
  expect(await transaction((tx) => billOf(tx, orgId))).toEqual({ seats: 0, cents: 0 });
  fails = false;
  expect((await receiver.receive(await delivery())).status).toBe(204);
  expect(await transaction((tx) => billOf(tx, orgId))).toEqual({ seats: 1, cents: 900 });
});

test("who joined and who left while the API was down is known when it answers again, once", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "plinto-seats-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const { ask, join, whileDown, admin, mock, orgId, close } = await startWorld(folder);
  onTestFinished(close);
  await join("Peter");
  await whileDown(async () => {
    await join("Milton");
    await admin.forOrganization(orgId).members.remove({ userId: mock.seed.users.vera.id });
  });
  const names = (): Promise<unknown> => ask("ada", "GET", "/seats").then(({ body }) => (body["data"] as { name: string }[]).map(({ name }) => name));
  expect(await names()).toEqual(["Ada Lovelace", "Bob Kahn", "Grace Hopper", "Milton", "Peter"]);
  expect((await ask("ada", "GET", "/bill")).body).toEqual({ seats: 5, cents: 4_500 });
  await whileDown(async () => {});
  expect((await ask("ada", "GET", "/bill")).body).toEqual({ seats: 5, cents: 4_500 });
});

test("what was handled before a restart is not handled again after it", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "plinto-seats-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const before = await openDatabase(folder);
  expect((await createReceiver(before, secret).receive(await delivery())).status).toBe(204);
  await before.close();
  const after = await openDatabase(folder);
  onTestFinished(() => after.close());
  expect((await createReceiver(after, secret).receive(await delivery())).status).toBe(204);
  expect(await after.transaction((tx) => billOf(tx, orgId))).toEqual({ seats: 1, cents: 900 });
});

test("a member who is recorded twice is booked once", async () => {
  const database = await openDatabase();
  onTestFinished(() => database.close());
  const member = { organizationId: orgId, userId: "usr_twice", name: "Twice", isMember: true, sequence: 0 };
  for (let time = 0; time < 2; time += 1) await database.transaction((tx) => recordMembership(tx, member));
  expect(await database.transaction((tx) => billOf(tx, orgId))).toEqual({ seats: 1, cents: 900 });
});
