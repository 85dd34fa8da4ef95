import { describe, expect, test } from "vitest";
import { createMock } from "../../../src/index.ts";
import { api, asEnvironment, orgId, signedIn, userId, type Answer, type Api } from "../../api.ts";
import { keysOf, keyOf } from "./acme-keys.ts";

describe("listApiKeys", () => {
  test("finds by text, creator and status, in every order, page by page", async () => {
    const mock = createMock({ clock: "virtual" });
    const environment = asEnvironment(mock);
    const grace = await signedIn(mock, "grace");
    await keyOf(grace, mock, { name: "Beta", expiresInSeconds: 7200 });
    await keyOf(environment, mock, { name: "alpha", expiresInSeconds: 3600 });
    const names = async (query: string): Promise<string[]> =>
      (await environment.get(`${keysOf(mock)}?${query}`)).body.data.map(({ name }: { name: string }) => name);

    expect(await names("sort=name")).toEqual(["alpha", "Beta", "Nightly reports"]);
    expect(await names("sort=expiresAt")).toEqual(["alpha", "Beta", "Nightly reports"]);
    expect(await names("sort=-expiresAt")).toEqual(["Nightly reports", "Beta", "alpha"]);
    expect(await names("q=ALPH")).toEqual(["alpha"]);
    expect(await names(`createdByUserId=${userId(mock, "grace")}`)).toEqual(["Nightly reports", "Beta"]);
    const first = await environment.get(`${keysOf(mock)}?sort=name&pageSize=2`);
    expect(first.body.data).toHaveLength(2);
    const second = await environment.get(`${keysOf(mock)}?sort=name&pageSize=2&cursor=${first.body.nextCursor as string}`);
    expect(second.body).toMatchObject({ data: [{ name: "Nightly reports" }], nextCursor: null });
    expect(await environment.get(`${keysOf(mock, "globex")}?sort=name&cursor=${first.body.nextCursor as string}`)).toMatchObject({
      status: 400,
      body: { code: "cursor_invalid" },
    });
  });

  test("knows nothing of another organization's keys", async () => {
    const mock = createMock();
    const key = await keyOf(await signedIn(mock, "ada"), mock);
    const olga = await signedIn(mock, "olga");

    expect((await olga.get(keysOf(mock, "globex"))).body.data).toEqual([]);
    expect(await olga.get(`${keysOf(mock, "globex")}/${key.id}`)).toMatchObject({ status: 404, body: { code: "not_found" } });
    expect(await olga.delete(`${keysOf(mock, "globex")}/${key.id}`)).toMatchObject({ status: 404, body: { code: "not_found" } });
  });
});

describe("verifyApiKey", () => {
  const verify = (caller: Api, key: string, more: object = {}): Promise<Answer> => caller.post("/v1/api-keys/verify", { key, ...more });
  const unknown = {
    valid: false,
    code: "api_key_invalid",
    keyId: null,
    organizationId: null,
    name: null,
    scopes: [],
    createdByUserId: null,
    expiresAt: null,
    expiresInSeconds: null,
  };

  test("tells what a key is worth now, and counts as a use of it", async () => {
    const mock = createMock({ clock: "virtual" });
    const environment = asEnvironment(mock);
    const key = await keyOf(await signedIn(mock, "grace"), mock, { expiresInSeconds: 3600 });

    expect((await verify(environment, key.secret)).body).toEqual({
      valid: true,
      code: null,
      keyId: key.id,
      organizationId: orgId(mock, "acme"),
      name: "CI",
      scopes: ["members:read"],
      createdByUserId: userId(mock, "grace"),
      expiresAt: "2030-01-01T01:00:00.000Z",
      expiresInSeconds: 3600,
    });
    expect((await verify(environment, key.secret, { permission: "members:read" })).body.valid).toBe(true);
    expect((await verify(environment, key.secret, { permission: "members:manage" })).body).toMatchObject({
      valid: false,
      code: "permission_denied",
      scopes: ["members:read"],
    });
    expect((await environment.get(`${key.path}/usage`)).body.byOperation).toEqual([{ operationId: "verifyApiKey", requests: 2 }]);

    await mock.clock.advance("1h");
    expect((await verify(environment, key.secret)).body).toMatchObject({ valid: false, code: "api_key_expired", keyId: key.id, scopes: [] });
    await environment.delete(key.path);
    expect((await verify(environment, key.secret)).body).toMatchObject({ valid: false, code: "api_key_revoked" });
  });

  test("says the same of what is unknown, forged, of another kind, of another environment and of another organization", async () => {
    const mock = createMock();
    const environment = asEnvironment(mock);
    const key = await keyOf(environment, mock);
    const other = mock.world("other");
    const foreign = await keyOf(asEnvironment(other), other);
    const asKey = api(mock, { as: (await keyOf(environment, mock, { scopes: ["apikeys:read"] })).secret });
    const globex = await environment.post(keysOf(mock, "globex"), { name: "G", scopes: ["org:read"] });
    const forged = `${key.secret.slice(0, 40)}${key.secret[40] === "a" ? "b" : "a"}${key.secret.slice(41)}`;

    for (const text of ["x", forged, mock.keys.secretKey, mock.keys.publishableKey, foreign.secret]) {
      expect((await verify(environment, text)).body).toEqual(unknown);
    }
    expect((await verify(asKey, globex.body.secret as string)).body).toEqual(unknown);
    expect((await verify(asKey, key.secret)).body).toMatchObject({ valid: true, keyId: key.id });
    const atGlobex = api(mock, { as: mock.keys.secretKey, organization: orgId(mock, "globex") });
    expect((await verify(atGlobex, key.secret)).body).toEqual(unknown);
    expect((await verify(atGlobex, globex.body.secret as string)).body).toMatchObject({ valid: true });
  });

  test("is for servers: people may not ask, nor a key without the scope", async () => {
    const mock = createMock();
    const key = await keyOf(asEnvironment(mock), mock);

    expect(await verify(await signedIn(mock, "ada", { organization: orgId(mock, "acme") }), key.secret)).toMatchObject({
      status: 403,
      body: { code: "permission_denied" },
    });
    expect(await verify(api(mock, { as: key.secret }), key.secret)).toMatchObject({ status: 403, body: { code: "permission_denied" } });
    expect(JSON.stringify(mock.requests) + JSON.stringify(mock.events)).not.toContain(key.secret.slice(34));
  });
});
