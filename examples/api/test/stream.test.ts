import { createPlinto, type Plinto } from "@plinto/core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startWorld, type World } from "./world.ts";

let world: World;

beforeAll(async () => {
  world = await startWorld();
});

afterAll(() => world?.close());

interface Visitor {
  readonly plinto: Plinto;
  /** Calls the API with one and the same token, whatever becomes of it. */
  ask(path: string): Promise<{ status: number; code: unknown }>;
}

async function visitor(person: string): Promise<Visitor> {
  const plinto = createPlinto(world.mock.as(person, { organization: "acme" }));
  const headers = { authorization: `Bearer ${await plinto.session.getToken()}` };
  return {
    plinto,
    async ask(path) {
      const response = await fetch(world.url + path, { headers });
      return { status: response.status, code: ((await response.json()) as { code?: unknown }).code };
    },
  };
}

const introspections = (): number => world.mock.requests.filter(({ operationId }) => operationId === "introspectSession").length;

test("who is banned is refused within a second, though her token is good for minutes, and nobody was asked", async () => {
  const { admin, mock, heard } = world;
  const vera = await visitor("vera");
  expect((await vera.ask("/me")).status).toBe(200);
  const before = introspections();
  const arrives = heard("user.banned");
  const begun = performance.now();
  await admin.users.ban({ userId: mock.seed.users.vera.id, reason: "left the company" });
  await arrives;
  expect(await vera.ask("/me")).toEqual({ status: 401, code: "user_banned" });
  expect(performance.now() - begun).toBeLessThan(1_000);
  expect(introspections()).toBe(before);
});

test("who signs out elsewhere is signed out here, and who leaves the organization is out of it", async () => {
  const { admin, orgId, mock, heard } = world;
  const [ada, bob] = [await visitor("ada"), await visitor("bob")];
  expect([(await ada.ask("/seats")).status, (await bob.ask("/seats")).status]).toEqual([200, 200]);
  const ended = heard("session.revoked");
  await ada.plinto.auth.signOut();
  await ended;
  expect(await ada.ask("/seats")).toEqual({ status: 401, code: "session_revoked" });
  const removed = heard("member.removed");
  await admin.forOrganization(orgId).members.remove({ userId: mock.seed.users.bob.id });
  await removed;
  expect(await bob.ask("/seats")).toEqual({ status: 401, code: "organization_closed" });
});
