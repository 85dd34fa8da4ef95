import { createRemoteJWKSet, customFetch, jwtVerify } from "jose";
import { describe, expect, test } from "vitest";
import { createMock } from "../../src/index.ts";
import { accessTokenOf, api, asEnvironment } from "../api.ts";

describe("the published keys", () => {
  test("verify the tokens of this issuer, found by discovery as a stranger would", async () => {
    const mock = createMock();
    const token = await accessTokenOf(mock, "ada", { organization: mock.seed.organizations.acme.id });
    const { issuer, jwks_uri } = (await api(mock).get("/.well-known/openid-configuration")).body;
    const keys = createRemoteJWKSet(new URL(jwks_uri), { [customFetch]: mock.fetch });
    const { payload, protectedHeader } = await jwtVerify(token, keys, { issuer, audience: issuer, typ: "at+jwt" });
    expect(payload).toMatchObject({ sub: mock.seed.users.ada.id, org_id: mock.seed.organizations.acme.id, org_role: "owner" });
    expect(protectedHeader.alg).toBe("RS256");
  });

  test("show no private part, and the one that signs now first", async () => {
    const mock = createMock();
    const keys = async () => (await api(mock).get("/.well-known/jwks.json")).body.keys as Record<string, unknown>[];
    expect((await keys()).map((key) => Object.keys(key).sort().join())).toEqual(["alg,e,kid,kty,n,use", "alg,crv,kid,kty,use,x,y"]);
    await asEnvironment(mock).patch("/v1/environment", { signingAlgorithm: "ES256" });
    expect((await keys()).map((key) => key["alg"])).toEqual(["ES256", "RS256"]);
    expect((await api(mock).get("/.well-known/openid-configuration")).body.id_token_signing_alg_values_supported).toEqual(["ES256", "RS256"]);
  });

  test("can be kept for five minutes and are not sent again unchanged", async () => {
    const mock = createMock();
    for (const path of ["/.well-known/jwks.json", "/.well-known/openid-configuration"]) {
      const first = await api(mock).get(path);
      expect(first.headers.get("cache-control")).toBe("public, max-age=300");
      const again = await api(mock).get(path, { "if-none-match": first.headers.get("etag")! });
      expect([again.status, again.body, again.headers.get("etag")]).toEqual([304, undefined, first.headers.get("etag")]);
    }
    const before = (await api(mock).get("/.well-known/jwks.json")).headers.get("etag")!;
    await asEnvironment(mock).patch("/v1/environment", { signingAlgorithm: "ES256" });
    expect((await api(mock).get("/.well-known/jwks.json", { "if-none-match": before })).status).toBe(200);
  });

  test("of an organization are the environment's, and of none are not there", async () => {
    const mock = createMock();
    await mock.ready();
    const own = await api(mock).get(`/v1/organizations/${mock.seed.organizations.acme.id}/.well-known/jwks.json`);
    expect(own.body).toEqual((await api(mock).get("/.well-known/jwks.json")).body);
    const none = await api(mock).get("/v1/organizations/org_00000000000000000000000000/.well-known/jwks.json");
    expect([none.status, none.body.code]).toEqual([404, "not_found"]);
  });
});
