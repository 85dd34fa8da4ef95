import fc from "fast-check";
import { expect, test } from "vitest";
import { accessTokenOf, api } from "../api.ts";
import { served } from "./served.ts";

test("a request is shown with query, headers and bodies", async () => {
  const { mock, control } = await served();
  const token = await accessTokenOf(mock, "ada");
  await api(mock, { as: token, headers: { "idempotency-key": "first" } }).post("/v1/organizations", { name: "Initech" });
  const { request, exchange } = await control.getRequest({ id: mock.requests.at(-1)!.id });
  expect(request).toMatchObject({ operationId: "createOrganization", status: 201 });
  expect(exchange).toMatchObject({
    query: "",
    requestHeaders: { authorization: "Bearer [redacted]", "content-type": "application/json", "idempotency-key": "first" },
    requestBody: '{"name":"Initech"}',
    responseHeaders: { "content-type": "application/json", "plinto-request-id": request.id },
  });
  expect(JSON.parse(exchange!.responseBody!)).toMatchObject({ name: "Initech", slug: "initech" });
});

test("of a key its kind is shown, of a problem its codes", async () => {
  const { mock, control } = await served();
  await api(mock, { as: mock.keys.secretKey }).post("/v1/users", { email: "no address" });
  const { exchange } = await control.getRequest({ id: mock.requests.at(-1)!.id });
  expect(exchange!.requestHeaders["authorization"]).toBe("Bearer sk_test_[redacted]");
  expect(JSON.parse(exchange!.responseBody!)).toMatchObject({ code: "validation_failed", errors: [{ pointer: "/email" }] });
});

test("tokens that an answer gives out are left out", async () => {
  const { mock, control } = await served();
  const token = await accessTokenOf(mock, "ada");
  const { exchange } = await control.getRequest({ id: mock.requests.at(-1)!.id });
  expect(exchange!.requestBody).toBe('{"email":"ada@acme.test","password":"[redacted]"}');
  expect(exchange!.responseBody).toContain('"accessToken":"[redacted]"');
  expect(JSON.stringify(exchange)).not.toContain(token);
});

// The link to a file is all that is needed to read it, and the list of requests showed it whole.
test("of a signed link the signature is left out, wherever the link stands", async () => {
  const { mock, control } = await served();
  const organization = mock.seed.organizations["acme"]!.id;
  const { body } = await api(mock, { as: mock.keys.secretKey, organization }).post("/v1/audit-logs/export", { format: "json" });
  const link = new URL((body as { downloadUrl: string }).downloadUrl);
  const signature = link.searchParams.get("signature")!;
  await mock.fetch(link);
  await api(mock, { headers: { origin: "http://localhost:5173", "user-agent": link.href } }).get(`/v1/health?next=${encodeURIComponent(link.href)}`);
  await api(mock).post("/v1/auth/refresh", { unknown: { deep: [`see ${link.href}`] } });
  for (const { id } of mock.requests) {
    const shown = JSON.stringify(await control.getRequest({ id }));
    expect(shown).not.toContain(signature);
  }
  const made = mock.requests.findLast(({ operationId }) => operationId === "exportAuditLogs")!;
  const { exchange } = await control.getRequest({ id: made.id });
  expect(JSON.parse(exchange!.responseBody!)).toMatchObject({
    downloadUrl: `${link.origin}${link.pathname}?expires=${link.searchParams.get("expires")}&signature=[redacted]`,
  });
});

test("a body that is too long, or that nobody read, is not kept", async () => {
  const { mock, control } = await served();
  await api(mock).post("/v1/auth/sign-up", { email: "new@acme.test", password: "x".repeat(70_000) });
  expect((await control.getRequest({ id: mock.requests.at(-1)!.id })).exchange).toMatchObject({ requestBody: null });
  await api(mock).post("/v1/organizations", { name: "Nobody reads this" });
  expect((await control.getRequest({ id: mock.requests.at(-1)!.id })).exchange).toMatchObject({ requestBody: null });
});

test("only the last requests keep what was sent, and one that is gone is not found", async () => {
  const { mock, control } = await served();
  for (let count = 0; count < 251; count += 1) await mock.fetch(`${mock.baseUrl}/v1/health`);
  expect(await control.getRequest({ id: mock.requests[0]!.id })).toMatchObject({ request: { operationId: "getHealth" }, exchange: null });
  expect((await control.getRequest({ id: mock.requests[1]!.id })).exchange).not.toBeNull();
  await control.resetWorld();
  await expect(control.getRequest({ id: "req_x" })).rejects.toMatchObject({
    code: "not_found",
    message: "There is no such request among those that are still kept.",
  });
});

const secrets = fc.stringMatching(/^s3cret[A-Za-z0-9]{20}$/);
const places: readonly ((secret: string) => { readonly path: string; readonly headers?: Record<string, string>; readonly body?: string })[] = [
  (secret) => ({ path: "/v1/users/me", headers: { authorization: `Bearer ${secret}` } }),
  (secret) => ({ path: "/v1/users/me", headers: { authorization: secret } }),
  (secret) => ({ path: "/v1/users/me", headers: { authorization: `Basic ${secret}` } }),
  (secret) => ({ path: "/v1/users/me", headers: { authorization: `Bearer sk_test_${secret}` } }),
  (secret) => ({ path: "/v1/health", headers: { "plinto-publishable-key": secret, "plinto-device": secret } }),
  (secret) => ({ path: `/v1/health?token=${secret}` }),
  (secret) => ({ path: `/v1/health?code=${secret}&signature=${secret}` }),
  (secret) => ({ path: `/v1/invitations/validate/it_${secret}` }),
  (secret) => ({ path: "/v1/auth/sign-in", body: JSON.stringify({ email: "ada@acme.test", password: secret }) }),
  (secret) => ({ path: "/v1/auth/sign-in", body: JSON.stringify({ email: "ada@acme.test", password: { deep: [secret] } }) }),
  (secret) => ({ path: "/v1/auth/sign-in", body: `{"password":"${secret}"` }),
  (secret) => ({ path: "/v1/auth/refresh", body: JSON.stringify({ refreshToken: secret }) }),
  (secret) => ({ path: "/v1/auth/refresh", body: JSON.stringify({ unknown: `rt_${secret}` }) }),
  (secret) => ({ path: "/v1/auth/magic-link/verify", body: JSON.stringify({ token: secret, code: secret }) }),
  (secret) => ({ path: "/v1/auth/password/reset", body: JSON.stringify({ token: secret, newPassword: secret }) }),
];

test("no secret that is sent where secrets go is shown", async () => {
  const { mock, control } = await served();
  await fc.assert(
    fc.asyncProperty(secrets, fc.constantFrom(...places), async (secret, place) => {
      const { path, headers, body } = place(secret);
      const init = body === undefined ? { headers } : { method: "POST", headers: { "content-type": "application/json", ...headers }, body };
      await mock.fetch(mock.baseUrl + path, init as RequestInit);
      const shown = await control.getRequest({ id: mock.requests.at(-1)!.id });
      expect(JSON.stringify(shown)).not.toContain(secret);
    }),
    { numRuns: 200 },
  );
}, 60_000);
