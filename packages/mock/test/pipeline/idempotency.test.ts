import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { describe, expect, test } from "vitest";
import { createMock, defineSeed } from "../../src/index.ts";
import { toBase64Url } from "../../src/kernel/base64url.ts";
import { internalsOf } from "../../src/mock.ts";
import { api, asEnvironment, eventTypes, orgId, signedIn, userId } from "../api.ts";

const key = { "idempotency-key": "one" };
const seed = defineSeed({
  users: { ada: { email: "ada@acme.test" }, bob: { email: "bob@acme.test" }, root: { email: "root@plinto.test", superAdmin: true } },
  organizations: { acme: { owner: "ada", members: { bob: "admin" } }, globex: { owner: "ada" } },
});

describe("a repetition with the same idempotency key", () => {
  test("is refused like any other call once the session was revoked, and the stored answer stays where it is", async () => {
    const mock = createMock({ seed });
    const ada = await signedIn(mock, "ada");
    const other = await signedIn(mock, "ada");
    const first = await ada.post("/v1/organizations", { name: "Labs" }, key);
    expect((await other.delete("/v1/sessions")).status).toBe(204);

    expect(await ada.post("/v1/organizations", { name: "Labs" }, key)).toMatchObject({ status: 401, body: { code: "session_revoked" } });
    const again = await other.post("/v1/organizations", { name: "Labs" }, key);
    expect([again.status, again.body.id, again.headers.get("idempotency-replayed")]).toEqual([201, first.body.id, "true"]);
  });

  test("is refused once the token has expired", async () => {
    const mock = createMock({ seed, clock: "virtual" });
    const ada = await signedIn(mock, "ada");
    await ada.post("/v1/organizations", { name: "Labs" }, key);
    await mock.clock.advance("5m");
    expect(await ada.post("/v1/organizations", { name: "Labs" }, key)).toMatchObject({ status: 401, body: { code: "access_token_expired" } });
  });

  test("is refused to somebody who has lost the permission meanwhile", async () => {
    const mock = createMock({ seed });
    await mock.ready();
    const bob = await signedIn(mock, "bob", { organization: orgId(mock, "acme") });
    expect((await bob.post("/v1/invitations", { email: "new@acme.test" }, key)).status).toBe(201);
    await (await signedIn(mock, "ada")).patch(`/v1/organizations/${orgId(mock, "acme")}/members/${userId(mock, "bob")}`, { role: "viewer" });
    expect(await bob.post("/v1/invitations", { email: "new@acme.test" }, key)).toMatchObject({ status: 403, body: { code: "permission_denied" } });
  });

  // The key space was that of the person: whoever impersonated her with one of her keys was shown her answers.
  test("by who impersonates the person is a call of its own", async () => {
    const mock = createMock({ seed });
    const ada = await signedIn(mock, "ada");
    const first = await ada.post("/v1/organizations", { name: "Labs" }, key);
    const root = await signedIn(mock, "root");
    const { accessToken } = (await root.post(`/v1/users/${userId(mock, "ada")}/impersonate`, { reason: "Support" })).body;
    const asAda = api(mock, { as: accessToken });

    const own = await asAda.post("/v1/organizations", { name: "Labs" }, key);
    expect([own.status, own.headers.get("idempotency-replayed")]).toEqual([201, null]);
    expect(own.body.id).not.toBe(first.body.id);
    await root.post("/v1/auth/sign-out");
    await asAda.post("/v1/auth/impersonation/stop");
    expect(await asAda.post("/v1/organizations", { name: "Labs" }, key)).toMatchObject({ status: 401, body: { code: "session_revoked" } });
  });

  // The answer of the first session was shown: a token of a session that the caller does not hold.
  test("in another session of the person never shows the tokens of the first", async () => {
    const mock = createMock({ seed });
    await mock.ready();
    const [first, second] = [await signedIn(mock, "ada"), await signedIn(mock, "ada")];
    const body = { organizationId: orgId(mock, "acme") };
    const one = await first.post("/v1/auth/switch-organization", body, key);
    const two = await second.post("/v1/auth/switch-organization", body, key);
    const again = await first.post("/v1/auth/switch-organization", body, key);

    expect([one.status, two.status, two.headers.get("idempotency-replayed")]).toEqual([200, 200, null]);
    expect(two.body.id).not.toBe(one.body.id);
    expect([again.body.id, again.headers.get("idempotency-replayed")]).toEqual([one.body.id, "true"]);
  });

  // Only a header or a path named the tenant of a record; a session that moved was shown the answer of where it had been.
  test("from a session that stands in another organization is a call of its own", async () => {
    const mock = createMock({ seed });
    await mock.ready();
    const invite = async (organization: string) => {
      const ada = await signedIn(mock, "ada", { organization: orgId(mock, organization) });
      return ada.post("/v1/invitations", { email: "new@acme.test" }, key);
    };
    const [acme, globex] = [await invite("acme"), await invite("globex")];
    expect([acme.body.organizationId, globex.body.organizationId]).toEqual([orgId(mock, "acme"), orgId(mock, "globex")]);
  });

  // Nothing told callers without a credential apart: whoever had seen a sign-in whole was shown its tokens on any device.
  test("from another device, or from none, is a call of its own where nobody has signed in yet", async () => {
    const mock = createMock({ seed });
    await mock.ready();
    const { email, password } = mock.seed.users.ada;
    const signIn = async (device: Record<string, string>): Promise<[id: string, replayed: string | null]> => {
      const { body, headers } = await api(mock).post("/v1/auth/sign-in", { email, password }, { ...key, ...device });
      return [body.session.id, headers.get("idempotency-replayed")];
    };
    const [own, other] = [{ "plinto-device": "device-of-ada-0001" }, { "plinto-device": "device-of-eve-0001" }];
    const [first] = await signIn(own);
    const strangers = [await signIn(other), await signIn({})];
    expect(strangers.map(([id, replayed]) => [id === first, replayed])).toEqual([
      [false, null],
      [false, null],
    ]);
    expect(await signIn(own)).toEqual([first, "true"]);
  });

  test("by another caller or of another operation is a call of its own", async () => {
    const mock = createMock({ seed });
    const [ada, bob] = [await signedIn(mock, "ada"), await signedIn(mock, "bob")];
    const since = mock.events.length;
    await ada.post("/v1/organizations", { name: "Labs" }, key);
    await bob.post("/v1/organizations", { name: "Labs" }, key);
    await asEnvironment(mock).post("/v1/organizations", { name: "Labs", ownerUserId: userId(mock, "ada") }, key);
    expect(eventTypes(mock, since).filter((type) => type === "organization.created")).toHaveLength(3);
    expect((await ada.patch("/v1/users/me", { name: "Labs" }, key)).body.name).toBe("Labs");
  });
});

// A plain hash of the body stood beside the answer: with a snapshot in hand, passwords could be tried against it.
test("what is kept of a body with a password cannot be guessed without the secret of the world", async () => {
  const mock = createMock({ seed });
  await mock.ready();
  const { email, password } = mock.seed.users.ada;
  await api(mock).post("/v1/auth/sign-in", { email, password }, key);
  const [kept] = internalsOf(mock).hosted.world.read.idempotency.all().toArray();
  expect(kept!.bodyHash).toMatch(/^[\w-]{43}$/);
  expect(kept!.bodyHash).not.toBe(toBase64Url(sha256(utf8ToBytes(JSON.stringify({ email, password })))));

  const elsewhere = mock.world("elsewhere");
  await elsewhere.ready();
  await api(elsewhere).post("/v1/auth/sign-in", { email, password }, key);
  const [other] = internalsOf(elsewhere).hosted.world.read.idempotency.all().toArray();
  expect(other!.bodyHash).not.toBe(kept!.bodyHash);
});
