import { createWebhookReceiver, memoryStore } from "@plinto/webhooks";
import { expect, test } from "vitest";
import { api, asEnvironment, orgId, userId, type Api } from "../../api.ts";
import { cause, still } from "../../webhooks/ground.ts";
import type { Mock } from "../../../src/index.ts";

/** A key of Acme that may read webhooks. */
async function acmeKey(mock: Mock): Promise<Api> {
  const { body } = await asEnvironment(mock).post(`/v1/organizations/${orgId(mock, "acme")}/api-keys`, { name: "Hooks", scopes: ["webhooks:read"] });
  return api(mock, { as: body.secret as string });
}

const typesOf = (answer: { body: { data: { type: string }[] } }): string[] => answer.body.data.map(({ type }) => type);

test("events are listed oldest first, of all organizations or of one, by type and time", async () => {
  const mock = still({ seed: "acme" });
  await cause(mock, "Acme's");
  await mock.clock.advance("1m");
  await asEnvironment(mock).post(`/v1/organizations/${orgId(mock, "globex")}/teams`, { name: "Globex's" });
  await asEnvironment(mock).patch(`/v1/users/${userId(mock, "bob")}`, { name: "Robert" });
  const admin = asEnvironment(mock);
  const since = "occurredAt[gte]=2030-01-01T00:00:00.000Z&pageSize=1000&type=team.created";
  expect((await admin.get(`/v1/events?${since}`)).body.data).toMatchObject([{ data: { name: "Acme's" } }, { data: { name: "Globex's" } }]);
  expect((await admin.get(`/v1/events?${since}&sort=-occurredAt`)).body.data).toMatchObject([{ data: { name: "Globex's" } }, { data: { name: "Acme's" } }]);
  const globex = { "plinto-organization": orgId(mock, "globex") };
  expect((await admin.get(`/v1/events?${since}`, globex)).body.data).toMatchObject([{ data: { name: "Globex's" } }]);
  expect(typesOf(await admin.get("/v1/events?occurredAt[gt]=2030-01-01T00:00:00.000Z"))).toEqual(["team.created", "user.updated"]);
});

test("an organization's key reads what an endpoint of its organization gets, and nothing else", async () => {
  const mock = still();
  const key = await acmeKey(mock);
  await cause(mock, "Acme's");
  await asEnvironment(mock).post(`/v1/organizations/${orgId(mock, "globex")}/teams`, { name: "Globex's" });
  await asEnvironment(mock).patch("/v1/environment", { name: "Renamed" });
  expect(typesOf(await key.get("/v1/events?pageSize=1000"))).toEqual(["api_key.created", "team.created"]);
  for (const { id, organizationId } of mock.events) {
    const answer = await key.get(`/v1/events/${id}`);
    expect(answer.status).toBe(organizationId === orgId(mock, "acme") ? 200 : 404);
  }
});

test("events can be read for 30 days", async () => {
  const mock = still();
  await cause(mock, "a");
  const { id } = mock.events.find(({ type }) => type === "team.created")!;
  await mock.clock.advance("30d");
  expect((await asEnvironment(mock).get(`/v1/events/${id}`)).status).toBe(200);
  await mock.clock.advance("1s");
  expect((await asEnvironment(mock).get(`/v1/events/${id}`)).body.code).toBe("not_found");
  expect((await asEnvironment(mock).get("/v1/events?type=team.created")).body.data).toEqual([]);
  await mock.clock.advance("2h");
  await cause(mock, "b");
  expect((await asEnvironment(mock).get("/v1/events?type=team.created")).body.data).toMatchObject([{ data: { name: "b" } }]);
});

test("a receiver catches up on what it missed from the list of events", async () => {
  const mock = still();
  const names: string[] = [];
  const receiver = createWebhookReceiver({ secrets: "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz", store: memoryStore({ clock: mock.clock }) }).on(
    "team.created",
    (event) => void names.push(event.data.name),
  );
  for (const name of ["a", "b", "c"]) await cause(mock, name);
  const list = async ({ cursor }: { cursor?: string }): Promise<{ data: object[]; nextCursor: string | null }> =>
    (await asEnvironment(mock).get(`/v1/events?pageSize=2${cursor === undefined ? "" : `&cursor=${cursor}`}`)).body as never;
  const { cursor } = await receiver.catchUp({ list });
  expect(names).toEqual(["a", "b", "c"]);
  await cause(mock, "d");
  await receiver.catchUp({ list }, cursor === undefined ? {} : { cursor });
  expect(names).toEqual(["a", "b", "c", "d"]);
});

test("the types of events are told to everybody, with who gets them and what causes them", async () => {
  const mock = still();
  const { body } = await api(mock).get("/v1/webhooks/event-types");
  const of = (type: string): unknown => (body.data as { type: string }[]).find((entry) => entry.type === type);
  expect(of("member.added")).toMatchObject({
    title: "A person became a member",
    target: "member",
    version: 1,
    audience: "organization",
    operations: expect.arrayContaining(["acceptInvitation", "createOrganization"]),
  });
  expect(of("environment.updated")).toMatchObject({ audience: "environment", operations: ["updateEnvironment"] });
  expect(of("invitation.expired")).toMatchObject({ audience: "organization" });
  expect(of("email.sent")).toBeUndefined();
});
