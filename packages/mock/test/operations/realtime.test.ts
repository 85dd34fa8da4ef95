import { expect, test } from "vitest";
import { createMock, type Mock } from "../../src/index.ts";
import { socketOf, tokenOf } from "../realtime/plain-socket.ts";

function call(mock: Mock, credential: string, path: string, headers: Readonly<Record<string, string>> = {}, method = "POST"): Promise<Response> {
  return mock.fetch(`${mock.baseUrl}${path}`, { method, headers: { authorization: `Bearer ${credential}`, ...headers } });
}

test("a ticket is good for a minute and shown again to whoever repeats the call with its idempotency key", async () => {
  const mock = createMock({ clock: "virtual" }) as unknown as Mock;
  const token = await tokenOf(mock, "bob");
  const once = { "idempotency-key": "one" };
  const first = (await (await call(mock, token, "/v1/ws/tickets", once)).json()) as Record<string, unknown>;
  expect(first).toEqual({ ticket: expect.stringMatching(/^wst_[0-9a-z]{26}[0-9A-Za-z]{32}$/), expiresAt: "2030-01-01T00:01:00.000Z", expiresInSeconds: 60 });
  await mock.clock.advance("10s");
  expect(await (await call(mock, token, "/v1/ws/tickets", once)).json()).toEqual({ ...first, expiresInSeconds: 50 });
  const other = (await (await call(mock, token, "/v1/ws/tickets")).json()) as Record<string, unknown>;
  expect(other["ticket"]).not.toBe(first["ticket"]);
});

test("createSocketTicket: token_used when the ticket of the idempotency key was used or is too old", async () => {
  const mock = createMock({ clock: "virtual" }) as unknown as Mock;
  const token = await tokenOf(mock, "bob");
  const once = { "idempotency-key": "one" };
  expect((await call(mock, token, "/v1/ws/tickets", once)).status).toBe(201);
  await mock.clock.advance("61s");
  const again = await call(mock, token, "/v1/ws/tickets", once);
  expect([again.status, ((await again.json()) as { code: string }).code]).toEqual([410, "token_used"]);
});

test("a ticket stands in no list of requests and in no state as it travels", async () => {
  const mock = createMock() as unknown as Mock;
  const { ticket } = (await (await call(mock, await tokenOf(mock, "bob"), "/v1/ws/tickets")).json()) as { ticket: string };
  expect(JSON.stringify(mock.exportSnapshot())).not.toContain(ticket);
});

test("statistics count the sockets of an organization for it, and all for the environment", async () => {
  const made = createMock({ clock: "virtual" });
  await made.ready();
  const mock = made as unknown as Mock;
  const { acme, globex } = made.seed.organizations;
  const [ada, bob, key] = [await socketOf(mock, "ada"), await socketOf(mock, "bob"), await socketOf(mock, null)];
  for (const socket of [ada, bob]) await socket.subscribe(`organization:${acme.id}`);
  await ada.subscribe(`audit:${acme.id}`);
  await bob.subscribe(`organization:${globex.id}`);
  await key.subscribe("environment");
  ada.send({ kind: "message", id: "7", topic: `organization:${acme.id}`, data: {} });
  await ada.next("message");
  const token = await tokenOf(mock, "ada");
  const ours = await call(mock, token, "/v1/ws/stats", { "plinto-organization": acme.id }, "GET");
  expect(await ours.json()).toEqual({
    organizationId: acme.id,
    connections: 2,
    people: 2,
    connectionLimit: 10_000,
    topics: [
      { topic: "audit", subscriptions: 1 },
      { topic: "organization", subscriptions: 2 },
    ],
    eventsSent: 0,
    messagesSent: 1,
    observedAt: "2030-01-01T00:00:00.000Z",
  });
  const all = (await (await call(mock, mock.keys.secretKey, "/v1/ws/stats", {}, "GET")).json()) as Record<string, unknown>;
  expect(all).toMatchObject({ organizationId: null, connections: 3, people: 2, connectionLimit: null });
});
