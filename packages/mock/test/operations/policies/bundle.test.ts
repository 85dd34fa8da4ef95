import { compilePolicies } from "@plinto/policy";
import { compactVerify, createLocalJWKSet } from "jose";
import { describe, expect, test } from "vitest";
import { createMock, type Mock } from "../../../src/index.ts";
import { api, asEnvironment, orgId } from "../../api.ts";
import { allow, atAcme, deny, environmentAtAcme, newPolicy } from "./at-acme.ts";

const path = "/v1/policies/bundle";

function fetchBundle(mock: Mock, headers: Readonly<Record<string, string>> = {}, query = `?organizationId=${orgId(mock, "acme")}`): Promise<Response> {
  return mock.fetch(mock.baseUrl + path + query, { headers: { authorization: `Bearer ${mock.keys.secretKey}`, ...headers } });
}

/** Whether the signature of an answer is that of its very bytes, by the published keys. */
async function verified(mock: Mock, response: Response, bytes: Uint8Array): Promise<string> {
  const [header, nothing, signature] = response.headers.get("plinto-bundle-signature")!.split(".");
  expect(nothing).toBe("");
  const keys = (await api(mock).get("/.well-known/jwks.json")).body;
  const { protectedHeader } = await compactVerify([header, Buffer.from(bytes).toString("base64url"), signature].join("."), createLocalJWKSet(keys));
  return protectedHeader.alg;
}

describe("getPolicyBundle", () => {
  test("has the policies in force and what roles grant without limit", async () => {
    const mock = createMock({ clock: "virtual" });
    const environment = environmentAtAcme(mock);
    const first = await newPolicy(environment, deny("documents:read"));
    const second = await newPolicy(environment, allow("documents:*"));
    await environment.patch(`/v1/policies/${first}`, { status: "disabled" });

    const { body } = await environment.get(path);

    expect(body).toMatchObject({
      format: "plinto.policies.v1",
      organizationId: orgId(mock, "acme"),
      revision: expect.stringMatching(/^[A-Za-z0-9_-]{22}$/),
      policies: [{ id: second, version: 1, document: allow("documents:*") }],
    });
    expect(body.roles.map(({ key, level }: { key: string; level: number }) => [key, level])).toEqual([
      ["owner", 4],
      ["admin", 3],
      ["member", 2],
      ["viewer", 1],
      ["editor", null],
    ]);
    expect(body.roles[4].permissions).toEqual(["blog:write", "blog:publish"]);
    expect(body.roles[2].permissions).not.toContain("audit:read");
    expect(compilePolicies(body.policies, { version: body.revision }).size).toBe(1);
  });

  test("is the same to the byte until policies or roles change, and another one then", async () => {
    const mock = createMock({ clock: "virtual" });
    const environment = environmentAtAcme(mock);
    const seen = new Set<string>();
    const next = async (): Promise<void> => {
      const text = await (await fetchBundle(mock)).text();
      const later = await mock.clock.advance("1m").then(() => fetchBundle(mock));
      expect(await later.text()).toBe(text);
      expect(later.headers.get("etag")).toBe(`"${(JSON.parse(text) as { revision: string }).revision}"`);
      seen.add(later.headers.get("etag")!);
    };
    await next();
    const policyId = await newPolicy(environment, deny("documents:read"));
    await next();
    await environment.patch(`/v1/policies/${policyId}`, { document: allow("documents:read") });
    await next();
    const role = (await environment.post("/v1/policies/roles", { name: "Reader", permissions: ["audit:read"] })).body.id as string;
    await next();
    await environment.patch(`/v1/policies/roles/${role}`, { permissions: ["audit:export"] });
    await next();
    await environment.delete(`/v1/policies/roles/${role}`);
    await environment.delete(`/v1/policies/${policyId}`);
    await next();

    expect(seen.size).toBe(6);
  });

  // A role's display name moved `generatedAt` and not the revision: one strong ETag stood for several bodies.
  test("has one body for one revision, whatever changes beside what decides", async () => {
    const mock = createMock({ clock: "virtual" });
    const environment = environmentAtAcme(mock);
    const bodies = new Map<string, Set<string>>();
    const note = async (): Promise<void> => {
      const response = await fetchBundle(mock);
      const etag = response.headers.get("etag")!;
      bodies.set(etag, (bodies.get(etag) ?? new Set()).add(await response.text()));
      await mock.clock.advance("1m");
    };
    const { id } = (await environment.post("/v1/policies/roles", { name: "Reader", permissions: ["audit:read"] })).body;
    await note();
    await environment.patch(`/v1/policies/roles/${id}`, { name: "Another name" });
    await note();
    const { id: other } = (await environment.post("/v1/policies/roles", { name: "Passing", permissions: ["audit:read"] })).body;
    await environment.delete(`/v1/policies/roles/${other}`);
    await note();
    const off = await environment.post("/v1/policies", { name: "Off", document: deny("documents:read"), status: "disabled" });
    await note();
    await environment.patch(`/v1/policies/${off.body.id}`, { name: "Still off" });
    await note();

    expect([...bodies.values()].map(({ size }) => size)).toEqual(Array.from({ length: bodies.size }, () => 1));
  });

  test("tells when it came to this revision", async () => {
    const mock = createMock({ clock: "virtual" });
    const environment = environmentAtAcme(mock);
    const policyId = await newPolicy(environment, deny("documents:read"));
    await mock.clock.advance("1m");
    await environment.delete(`/v1/policies/${policyId}`);
    await mock.clock.advance("1m");

    expect((await environment.get(path)).body.generatedAt).toBe("2030-01-01T00:01:00.000Z");
  });

  test("is signed by the environment's key, over exactly its bytes", async () => {
    const mock = createMock();
    await newPolicy(environmentAtAcme(mock), allow("documents:read"));

    const byRsa = await fetchBundle(mock);
    expect(await verified(mock, byRsa, new Uint8Array(await byRsa.arrayBuffer()))).toBe("RS256");
    await asEnvironment(mock).patch("/v1/environment", { signingAlgorithm: "ES256" });
    const byCurve = await fetchBundle(mock);
    expect(await verified(mock, byCurve, new Uint8Array(await byCurve.arrayBuffer()))).toBe("ES256");
    const changed = await fetchBundle(mock);
    await expect(verified(mock, changed, new TextEncoder().encode(`${await changed.text()} `))).rejects.toMatchObject({
      code: "ERR_JWS_SIGNATURE_VERIFICATION_FAILED",
      message: "signature verification failed",
    });
  });

  test("answers 304 while nothing has changed", async () => {
    const mock = createMock();
    const etag = (await fetchBundle(mock)).headers.get("etag")!;

    const unchanged = await fetchBundle(mock, { "if-none-match": etag });

    expect([unchanged.status, await unchanged.text(), unchanged.headers.get("etag")]).toEqual([304, "", etag]);
    await newPolicy(environmentAtAcme(mock), deny("documents:read"));
    expect((await fetchBundle(mock, { "if-none-match": etag })).status).toBe(200);
  });

  test("comes as an archive in the layout of OPA's bundles, signed and the same to the byte", async () => {
    const mock = createMock();
    await newPolicy(environmentAtAcme(mock), allow("documents:read"));

    const response = await fetchBundle(mock, { accept: "application/gzip" });
    const bytes = new Uint8Array(await response.arrayBuffer());

    expect(response.headers.get("content-type")).toBe("application/gzip");
    expect(response.headers.get("etag")).toMatch(/^"[A-Za-z0-9_-]{22}\.gzip"$/);
    expect(response.headers.get("vary")).toContain("Accept");
    expect(await verified(mock, response, bytes)).toBe("RS256");
    const files = await unpacked(bytes);
    const bundle = await (await fetchBundle(mock)).text();
    expect([...files.keys()]).toEqual([".manifest", "plinto/data.json"]);
    expect(JSON.parse(files.get(".manifest")!)).toEqual({ revision: (JSON.parse(bundle) as { revision: string }).revision, roots: ["plinto"] });
    expect(files.get("plinto/data.json")).toBe(bundle);
    expect(new Uint8Array(await (await fetchBundle(mock, { accept: "application/gzip" })).arrayBuffer())).toEqual(bytes);
    expect((await fetchBundle(mock, { accept: "application/json, application/gzip;q=0" })).headers.get("content-type")).toBe("application/json");
  });

  // A word of the header's was enough for an archive that the caller had refused or never named.
  test.each<[string, string | null]>([
    ["*/*", "application/json"],
    ["application/*;q=0.5, application/gzip", "application/gzip"],
    ["application/gzip, application/json;q=0.9", "application/gzip"],
    ["application/gzip, */*", "application/gzip"],
    ["application/json, application/gzip", "application/json"],
    ["APPLICATION/GZIP;Q=1", "application/gzip"],
    ["application/json;q=1, application/gzip;q=0.1", "application/json"],
    ["application/gzip; level=1; q=0, */*;q=0.1", "application/json"],
    ['image/png;x="application/gzip, application/gzip", application/json;q=0.2', "application/json"],
    ["application/json;q=0, */*", "application/gzip"],
    ["application/gzip; level=1; q=0", null],
    ['image/png;x="application/gzip"', null],
    ["text/html", null],
    ["application/json;q=0", null],
    ["application/json;q=2", null],
  ])("answers Accept %s with %s, and what fits nothing with not_acceptable", async (accept, type) => {
    const response = await fetchBundle(createMock(), { accept });

    if (type !== null) expect([response.status, response.headers.get("content-type")]).toEqual([200, type]);
    else
      expect([response.status, await response.json()]).toMatchObject([406, { code: "not_acceptable", detail: "Accept application/json or application/gzip." }]);
  });

  test("is of the organization that key, header or query name, and of no other", async () => {
    const mock = createMock();
    const [acme, globex] = [orgId(mock, "acme"), orgId(mock, "globex")];

    expect(await (await fetchBundle(mock, { "plinto-organization": acme }, "")).json()).toMatchObject({ organizationId: acme });
    expect(await (await fetchBundle(mock, { "plinto-organization": acme })).json()).toMatchObject({ organizationId: acme });
    expect(await (await fetchBundle(mock, { "plinto-organization": globex })).json()).toMatchObject({ status: 400, code: "organization_mismatch" });
    expect(await (await fetchBundle(mock, {}, "")).json()).toMatchObject({ status: 400, code: "organization_required" });
    expect(await (await fetchBundle(mock, {}, `?organizationId=org_${"0".repeat(26)}`)).json()).toMatchObject({ status: 404, code: "not_found" });
    const reports = { authorization: `Bearer ${mock.seed.apiKeys.reports.secret}` };
    expect(await (await fetchBundle(mock, reports, "")).json()).toMatchObject({ status: 403, code: "permission_denied" });
    const key = await (await atAcme(mock, "ada")).post(`/v1/organizations/${acme}/api-keys`, { name: "Edge", scopes: ["policies:read"] });
    const edge = { authorization: `Bearer ${key.body.secret}` };
    expect(await (await fetchBundle(mock, edge, "")).json()).toMatchObject({ organizationId: acme });
    expect(await (await fetchBundle(mock, edge, `?organizationId=${globex}`)).json()).toMatchObject({ status: 404, code: "not_found" });
  });
});

/** The files of a gzipped tar archive, by name. */
async function unpacked(gzipped: Uint8Array<ArrayBuffer>): Promise<Map<string, string>> {
  const stream = new Blob([gzipped]).stream().pipeThrough(new DecompressionStream("gzip"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  const decode = (from: number, length: number): string => new TextDecoder().decode(bytes.subarray(from, from + length)).replace(/\0.*$/s, "");
  const files = new Map<string, string>();
  for (let at = 0; bytes[at] !== 0;) {
    const size = Number.parseInt(decode(at + 124, 12), 8);
    const sum = bytes.subarray(at, at + 512).reduce((total, byte, index) => total + (index >= 148 && index < 156 ? 32 : byte), 0);
    expect([decode(at + 257, 5), Number.parseInt(decode(at + 148, 8), 8)]).toEqual(["ustar", sum]);
    files.set(decode(at, 100), new TextDecoder().decode(bytes.subarray(at + 512, at + 512 + size)));
    at += 512 * (1 + Math.ceil(size / 512));
  }
  return files;
}
