import { expect, test } from "vitest";
import { createMock, defineSeed } from "../../../src/index.ts";
import { asEnvironment, eventTypes, orgId, signedIn, userId, api } from "../../api.ts";
import { acmeWebhooks, endpoint, still } from "../../webhooks/ground.ts";

const url = "https://acme.test/hooks";

test("an administrator creates an endpoint and is shown its secret this once", async () => {
  const mock = still();
  const grace = await signedIn(mock, "grace");
  const since = mock.events.length;
  const answer = await grace.post(acmeWebhooks(mock), { url, events: ["member.*", "team.created"], description: "Billing" });
  expect(answer).toMatchObject({
    status: 201,
    body: {
      organizationId: orgId(mock, "acme"),
      url,
      description: "Billing",
      events: ["member.*", "team.created"],
      status: "active",
      statusReason: null,
      customHeaderNames: [],
      ordered: false,
      retryPolicy: { delaysSeconds: [1, 5, 30, 300, 1800], timeoutSeconds: 30 },
      signatureVersion: "v1",
      publicKey: null,
      version: 1,
    },
  });
  const { secret, ...shown } = answer.body as { id: string; secret: string };
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect((await grace.get(`${acmeWebhooks(mock)}/${shown.id}`)).body).toEqual(shown);
  expect((await grace.get(acmeWebhooks(mock))).body.data).toEqual([shown]);
  expect(eventTypes(mock, since)).toEqual(["webhook.created"]);
  expect(JSON.stringify(mock.events)).not.toContain(secret);
});

test("the same idempotency key shows the secret again for 15 minutes; then it answers token_used", async () => {
  const mock = still();
  const headers = { "idempotency-key": "once" };
  const create = (): ReturnType<ReturnType<typeof asEnvironment>["post"]> => asEnvironment(mock).post(acmeWebhooks(mock), { url, events: ["*"] }, headers);
  const first = await create();
  await mock.clock.advance("15m");
  expect((await create()).body.secret).toBe(first.body.secret);
  await mock.clock.advance("1s");
  expect(await create()).toMatchObject({ status: 410, body: { code: "token_used" } });
  const rotate = `${acmeWebhooks(mock)}/${first.body.id as string}/rotate-secret`;
  const second = await asEnvironment(mock).post(rotate, {}, headers);
  expect((await asEnvironment(mock).post(rotate, {}, headers)).body.secret).toBe(second.body.secret);
  await mock.clock.advance("16m");
  expect((await asEnvironment(mock).post(rotate, {}, headers)).body.code).toBe("token_used");
});

test.each([
  ["an address of a private network", "https://10.0.0.7/hooks"],
  ["the address of a cloud's metadata", "https://169.254.169.254/latest"],
  ["a private address in the clothes of IPv6", "https://[::ffff:192.168.0.1]/"],
  ["a decimal private address", "https://3232235521/"],
  ["a unique local IPv6 address", "https://[fd00::1]/"],
  ["a name without a dot", "https://intranet/"],
  ["http where it is not this machine", "http://acme.test/hooks"],
])("%s is refused with url_not_allowed", async (_what, bad) => {
  const mock = still();
  const answer = await asEnvironment(mock).post(acmeWebhooks(mock), { url: bad, events: ["*"] });
  expect(answer).toMatchObject({ status: 422, body: { code: "url_not_allowed" } });
  const { path } = await endpoint(mock);
  expect((await asEnvironment(mock).patch(path, { url: bad })).status).toBe(answer.status);
});

test("an address with a user, a password or a fragment is none", async () => {
  const mock = still();
  for (const bad of ["https://ada@acme.test/", "https://ada:secret@acme.test/", "https://acme.test/#a", "ftp://acme.test/"])
    expect(await asEnvironment(mock).post(acmeWebhooks(mock), { url: bad, events: ["*"] })).toMatchObject({ status: 400, body: { code: "validation_failed" } });
});

test("a private address is refused with url_not_allowed when an endpoint is made or changed, also of the environment", async () => {
  const mock = still();
  for (const path of [acmeWebhooks(mock), "/v1/webhooks"]) {
    expect(await asEnvironment(mock).post(path, { url: "https://10.0.0.7/", events: ["*"] })).toMatchObject({
      status: 422,
      body: { code: "url_not_allowed", detail: "The address is not public." },
    });
    const { path: made } = await endpoint(mock, {}, path);
    expect(await asEnvironment(mock).patch(made, { url: "https://10.0.0.7/" })).toMatchObject({ status: 422, body: { code: "url_not_allowed" } });
  }
});

test("loopback may be plain http, and a host that allows everything has private addresses too", async () => {
  const loopback = still();
  for (const good of ["http://127.0.0.1:3000/hooks", "http://localhost:3000/", "http://[::1]:3000/", "https://127.1/"])
    expect((await asEnvironment(loopback).post(acmeWebhooks(loopback), { url: good, events: ["*"] })).status).toBe(201);
  const any = still({ webhooks: { addresses: "any" } });
  for (const good of ["http://10.0.0.7/hooks", "http://app:3000/"])
    expect((await asEnvironment(any).post(acmeWebhooks(any), { url: good, events: ["*"] })).status).toBe(201);
});

test("a pattern that no event fits is refused with event_unknown, which names it", async () => {
  const mock = still();
  const { path } = await endpoint(mock);
  const events = ["member.added", "member.addd", "nothing.*"];
  for (const answer of [await asEnvironment(mock).post(acmeWebhooks(mock), { url, events }), await asEnvironment(mock).patch(path, { events })])
    expect(answer).toMatchObject({ status: 422, body: { code: "event_unknown", events: ["member.addd", "nothing.*"] } });
});

test("an organization's endpoint cannot ask for events about people and the environment; one of the environment can", async () => {
  const mock = still();
  const events = ["environment.updated", "session.*"];
  expect(await asEnvironment(mock).post(acmeWebhooks(mock), { url, events })).toMatchObject({ status: 422, body: { code: "event_unknown", events } });
  expect((await asEnvironment(mock).post("/v1/webhooks", { url, events })).status).toBe(201);
});

test.each([
  ["webhook-id", "reserved"],
  ["Content-Type", "reserved"],
  ["HOST", "reserved"],
])("the header %s cannot be a custom one", async (name, code) => {
  const mock = still();
  const answer = await asEnvironment(mock).post(acmeWebhooks(mock), { url, events: ["*"], customHeaders: { [name]: "x" } });
  expect(answer).toMatchObject({ status: 400, body: { code: "validation_failed", errors: [{ pointer: `/customHeaders/${name}`, code }] } });
});

test.each([["a\r\nb: c"], ["a\nb"], ["ü"]])("a custom header cannot have the value %j", async (value) => {
  const mock = still();
  const answer = await asEnvironment(mock).post(acmeWebhooks(mock), { url, events: ["*"], customHeaders: { "x-test": value } });
  expect(answer).toMatchObject({ status: 400, body: { code: "validation_failed" } });
});

test("two custom headers that differ in case alone are one too many", async () => {
  const mock = still();
  const answer = await asEnvironment(mock).post(acmeWebhooks(mock), { url, events: ["*"], customHeaders: { "x-a": "1", "X-A": "2" } });
  expect(answer.body.errors).toMatchObject([{ pointer: "/customHeaders/X-A", code: "duplicate" }]);
});

test.each([
  ["free", 2],
  ["starter", 10],
])("the plan %s has room for %i endpoints, then answers limit_exceeded", async (plan, maximum) => {
  const seed = defineSeed({ users: { ada: { email: "ada@acme.test" } }, organizations: { acme: { owner: "ada", plan } } });
  const mock = still({ seed, limits: "enforce" });
  for (let at = 0; at < maximum; at += 1) expect((await asEnvironment(mock).post(acmeWebhooks(mock), { url, events: ["*"] })).status).toBe(201);
  const { body } = await asEnvironment(mock).get(`/v1/organizations/${orgId(mock, "acme")}/limits`);
  expect(body.webhooks).toEqual({ limit: maximum, used: maximum, remaining: 0 });
  expect(await asEnvironment(mock).post(acmeWebhooks(mock), { url, events: ["*"] })).toMatchObject({
    status: 402,
    body: { code: "limit_exceeded", limit: "webhooks", maximum },
  });
});

test("a change tells what changed and counts; an old version is refused", async () => {
  const mock = still();
  const { path } = await endpoint(mock, { customHeaders: { "x-a": "1" } });
  const since = mock.events.length;
  const before = await asEnvironment(mock).get(path);
  const answer = await asEnvironment(mock).patch(path, { url, ordered: true, customHeaders: { "x-a": "3", "x-b": "2" }, retryPolicy: { timeoutSeconds: 5 } });
  expect(answer.body).toMatchObject({
    url,
    ordered: true,
    customHeaderNames: ["x-a", "x-b"],
    retryPolicy: { delaysSeconds: [1, 5, 30, 300, 1800], timeoutSeconds: 5 },
    version: 2,
  });
  expect(mock.events.slice(since)).toMatchObject([
    {
      type: "webhook.updated",
      changes: { url: { after: url }, ordered: { before: false, after: true }, customHeaderNames: { before: ["x-a"], after: ["x-a", "x-b"] } },
    },
  ]);
  expect((await asEnvironment(mock).patch(path, { ordered: false }, { "if-match": before.headers.get("etag")! })).status).toBe(412);
  expect((await asEnvironment(mock).patch(path, { customHeaders: null })).body.customHeaderNames).toEqual([]);
});

test("a pause and its end are events of their own; repeating one changes nothing", async () => {
  const mock = still();
  const { path } = await endpoint(mock);
  const since = mock.events.length;
  for (const status of ["paused", "paused", "active", "active"]) expect((await asEnvironment(mock).patch(path, { status })).body.status).toBe(status);
  expect(eventTypes(mock, since)).toEqual(["webhook.paused", "webhook.resumed"]);
});

test("a deleted endpoint is gone with all that waited for it", async () => {
  const mock = still();
  const { path, receiver } = await endpoint(mock);
  receiver.respond(500);
  await asEnvironment(mock).post(`/v1/organizations/${orgId(mock, "acme")}/teams`, { name: "Team" });
  await mock.webhooks.settled();
  expect((await asEnvironment(mock).delete(path)).status).toBe(204);
  await mock.clock.advance("1h");
  expect(receiver.received).toHaveLength(1);
  expect(mock.webhooks.deliveries).toEqual([]);
  expect((await asEnvironment(mock).delete(path)).status).toBe(404);
});

test("endpoints are found by status, text and time, and sorted", async () => {
  const mock = still();
  for (const name of ["c", "a", "b"]) {
    await asEnvironment(mock).post(acmeWebhooks(mock), { url: `https://${name}.test/`, events: ["*"], description: `For ${name.toUpperCase()}` });
    await mock.clock.advance("1m");
  }
  const list = async (query: string): Promise<string[]> =>
    ((await asEnvironment(mock).get(`${acmeWebhooks(mock)}?${query}`)).body.data as { url: string }[]).map((one) => one.url[8]!);
  expect(await list("")).toEqual(["c", "a", "b"]);
  expect(await list("sort=-url")).toEqual(["c", "b", "a"]);
  expect(await list("q=for%20a")).toEqual(["a"]);
  expect(await list("createdAt[gte]=2030-01-01T00:01:00.000Z&sort=-createdAt")).toEqual(["b", "a"]);
  expect(await list("status=paused")).toEqual([]);
});

test("whoever impersonates somebody leaves no endpoint and no secret behind", async () => {
  const mock = still();
  const root = await signedIn(mock, "root");
  const { path } = await endpoint(mock);
  const { body } = await root.post(`/v1/users/${userId(mock, "ada")}/impersonate`, { reason: "Support" });
  const acting = api(mock, { as: body.accessToken as string });
  for (const answer of [
    await acting.post(acmeWebhooks(mock), { url, events: ["*"] }),
    await acting.patch(path, { url }),
    await acting.post(`${path}/rotate-secret`),
  ])
    expect(answer).toMatchObject({ status: 403, body: { code: "permission_denied", detail: "This cannot be done while impersonating somebody." } });
});

test("webhook options that mean nothing are refused", () => {
  expect(() => createMock({ webhooks: { addresses: "everywhere" as never } })).toThrow(expect.objectContaining({ code: "option_invalid" }));
  expect(() => createMock({ webhooks: { deliver: true as never } })).toThrow(expect.objectContaining({ code: "option_invalid" }));
  expect(() => createMock({ webhooks: { retries: 3 } as never })).toThrow(expect.objectContaining({ code: "option_unknown" }));
});
