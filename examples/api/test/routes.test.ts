import { createPlinto } from "@plinto/core";
import { createMock } from "@plinto/mock";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startWorld, type World } from "./world.ts";

let world: World;

beforeAll(async () => {
  world = await startWorld();
});

afterAll(() => world?.close());

test("each route lets in whom its permission says, by the role in the organization", async () => {
  const { ask } = world;
  const seen: Record<string, number[]> = {};
  for (const person of ["ada", "grace", "bob", "vera", null]) {
    const statuses: number[] = [];
    for (const path of ["/me", "/seats", "/bill"]) statuses.push((await ask(person, "GET", path)).status);
    statuses.push((await ask(person, "POST", "/invitations", { email: `by-${person}@new.test` })).status);
    seen[String(person)] = statuses;
  }
  expect(seen).toEqual({
    ada: [200, 200, 200, 201],
    grace: [200, 200, 200, 201],
    bob: [200, 200, 403, 403],
    vera: [200, 200, 403, 403],
    null: [401, 401, 401, 401],
  });
});

test("a token says who asks, and in which organization", async () => {
  const { ask, mock, orgId } = world;
  expect((await ask("bob", "GET", "/me")).body).toEqual({ userId: mock.seed.users.bob.id, organizationId: orgId, organizationRole: "member" });
});

test("a session that stands in no organization holds no permission there", async () => {
  const { mock, url } = world;
  const token = await createPlinto(mock.as("ada")).session.getToken();
  const response = await fetch(`${url}/seats`, { headers: { authorization: `Bearer ${token}` } });
  expect([response.status, await response.json()]).toEqual([403, expect.objectContaining({ code: "permission_denied" })]);
});

test("the token of another Plinto is refused", async () => {
  const { url } = world;
  const token = await createPlinto(createMock({ baseUrl: "https://api.other.test" }).as("ada")).session.getToken();
  const response = await fetch(`${url}/me`, { headers: { authorization: `Bearer ${token}` } });
  expect([response.status, await response.json()]).toEqual([401, expect.objectContaining({ code: "issuer_mismatch" })]);
});

test("an invitation is sent in the name of who asked, and what Plinto refuses is passed on", async () => {
  const { ask, mock } = world;
  expect((await ask("grace", "POST", "/invitations", { email: "new@acme.test" })).status).toBe(201);
  expect(mock.mailbox.latest({ to: "new@acme.test", kind: "invitation" })).toBeDefined();
  expect(mock.events.findLast(({ type }) => type === "invitation.created")?.actor).toMatchObject({ type: "user", id: mock.seed.users.grace.id });
  expect(await ask("grace", "POST", "/invitations", { email: "new@acme.test" })).toMatchObject({ status: 409, body: { code: "invitation_pending" } });
  expect(await ask("grace", "POST", "/invitations", {})).toMatchObject({ status: 400, body: { code: "email_missing" } });
});

// Each of these was answered with 500, to anybody, as if something were wrong here.
test.each<[string, string | Uint8Array<ArrayBuffer>, Record<string, string>, number, string]>([
  ["malformed", '{"email": secret', {}, 400, "malformed_request"],
  ["too large", JSON.stringify({ email: "a".repeat(200_000) }), {}, 413, "payload_too_large"],
  ["in a charset that nobody knows", "{}", { "content-type": "application/json; charset=nonsense" }, 415, "unsupported_media_type"],
  ["compressed in a way that nobody knows", "{}", { "content-encoding": "nonsense" }, 415, "unsupported_media_type"],
])("a body that is %s is refused as the caller's mistake, to those who may send one", async (_, body, headers, status, code) => {
  const { mock, url } = world;
  const token = await createPlinto(mock.as("ada", { organization: "acme" })).session.getToken();
  const send = async (authorization: Record<string, string>): Promise<Response> =>
    fetch(`${url}/invitations`, { method: "POST", body, headers: { "content-type": "application/json", ...authorization, ...headers } });
  const refused = await send({ authorization: `Bearer ${token}` });
  expect([refused.status, refused.headers.get("content-type")]).toEqual([status, expect.stringMatching(/^application\/problem\+json/)]);
  const text = await refused.text();
  expect(JSON.parse(text)).toMatchObject({ status, code });
  expect(text).not.toContain("secret");
  expect((await send({})).status).toBe(401);
});

test("a route that is not there is a problem document, too", async () => {
  expect(await world.ask("ada", "GET", "/nothing")).toMatchObject({ status: 404, body: { code: "route_not_found" } });
});

test("while Plinto decides nothing, guarded routes are 503 and nobody is signed out", async () => {
  const { ask, mock } = world;
  expect((await ask("ada", "GET", "/me")).status).toBe(200);
  mock.faults.add({ operation: "checkPermission", status: 503 });
  expect((await ask("ada", "GET", "/bill")).status).toBe(503);
  expect((await ask("ada", "GET", "/me")).status).toBe(200);
  mock.faults.clear();
  expect((await ask("ada", "GET", "/bill")).status).toBe(200);
});
