import { describe, expect, test } from "vitest";
import { createMock, defineSeed } from "../../../src/index.ts";
import { asEnvironment, eventTypes, orgId, signedIn } from "../../api.ts";
import { letTokensLive, register } from "../../passkey-calls.ts";

describe("listPasskeys, getPasskey and renamePasskey", () => {
  test("show a person her own passkeys in pages, without key and counter, and nobody else's", async () => {
    const mock = createMock({ clock: "virtual" });
    const [ada, bob] = [await signedIn(mock, "ada"), await signedIn(mock, "bob")];
    const first = (await register(ada, mock.passkeys.authenticator())).body.passkey;
    await mock.clock.advance("1s");
    const second = (await register(ada, mock.passkeys.authenticator())).body.passkey;

    const page = (await ada.get("/v1/passkeys?pageSize=1")).body;
    expect(page.data).toEqual([first]);
    expect((await ada.get(`/v1/passkeys?pageSize=1&cursor=${page.nextCursor}`)).body.data).toEqual([second]);
    expect((await ada.get("/v1/passkeys?sort=-createdAt")).body.data).toEqual([second, first]);
    expect((await bob.get("/v1/passkeys")).body.data).toEqual([]);
    expect(await ada.get(`/v1/passkeys/${first.id}`)).toMatchObject({ status: 200, body: first });
    expect(Object.keys(first)).not.toContain("publicKey");
    for (const call of [bob.get(`/v1/passkeys/${first.id}`), bob.patch(`/v1/passkeys/${first.id}`, { name: "Mine" }), bob.delete(`/v1/passkeys/${first.id}`)])
      expect(await call).toMatchObject({ status: 404, body: { code: "not_found" } });
  });

  test("rename a passkey, tell of it, and tell nothing when nothing changes", async () => {
    const mock = createMock();
    const ada = await signedIn(mock, "ada");
    const { id } = (await register(ada, mock.passkeys.authenticator())).body.passkey;
    const since = mock.events.length;

    expect(await ada.patch(`/v1/passkeys/${id}`, { name: "In the drawer" })).toMatchObject({ status: 200, body: { name: "In the drawer", version: 2 } });
    expect(await ada.patch(`/v1/passkeys/${id}`, { name: "In the drawer" })).toMatchObject({ status: 200, body: { version: 2 } });
    expect(eventTypes(mock, since)).toEqual(["passkey.updated"]);
    expect(mock.events.at(-1)).toMatchObject({ changes: { name: { after: "In the drawer" } } });
  });
});

describe("deletePasskey", () => {
  test("removes a passkey, tells the person, and takes the recovery codes away with the last factor", async () => {
    const mock = createMock();
    const ada = await signedIn(mock, "ada");
    const { id } = (await register(ada, mock.passkeys.authenticator())).body.passkey;
    const since = mock.events.length;

    expect(await ada.delete(`/v1/passkeys/${id}`)).toMatchObject({ status: 204 });

    expect(eventTypes(mock, since)).toEqual(["passkey.removed", "email.queued", "email.sent", "email.delivered"]);
    expect(mock.mailbox.latest({ to: "ada@acme.test", kind: "credential_removed" })!.text).toContain("Passkey (");
    expect((await ada.get("/v1/mfa/factors")).body).toEqual({ data: [], recoveryCodes: null });
    expect((await ada.get("/v1/users/me")).body).toMatchObject({ mfaEnabled: false });
    expect(await ada.delete(`/v1/passkeys/${id}`)).toMatchObject({ status: 404, body: { code: "not_found" } });
  });

  test("keeps the recovery codes while another factor is left", async () => {
    const mock = createMock();
    const ada = await signedIn(mock, "ada");
    const { id } = (await register(ada, mock.passkeys.authenticator())).body.passkey;
    await register(ada, mock.passkeys.authenticator());

    await ada.delete(`/v1/passkeys/${id}`);

    expect((await ada.get("/v1/mfa/factors")).body.recoveryCodes).toMatchObject({ remaining: 10 });
  });

  test("keeps the last passkey while nothing else could sign the person in", async () => {
    const mock = createMock();
    const bob = await signedIn(mock, "bob");
    const first = (await register(bob, mock.passkeys.authenticator())).body.passkey.id as string;
    const second = (await register(bob, mock.passkeys.authenticator())).body.passkey.id as string;
    const environment = asEnvironment(mock);
    await environment.patch("/v1/environment", { authMethods: { password: false, magicLink: false, otp: false } });

    expect(await bob.delete(`/v1/passkeys/${first}`)).toMatchObject({ status: 204 });
    expect(await bob.delete(`/v1/passkeys/${second}`)).toMatchObject({ status: 409, body: { code: "last_credential" } });
    await environment.patch("/v1/environment", { authMethods: { otp: true } });
    expect(await bob.delete(`/v1/passkeys/${second}`)).toMatchObject({ status: 204 });
  });

  test("lets the last passkey go while an account at a provider that is on can sign the person in", async () => {
    const mock = createMock({ seed: defineSeed({ users: { ada: { email: "ada@acme.test", identities: { google: true } } } }) });
    const ada = await signedIn(mock, "ada");
    const { id } = (await register(ada, mock.passkeys.authenticator())).body.passkey;
    const environment = asEnvironment(mock);
    await environment.patch("/v1/environment", {
      authMethods: { password: false, magicLink: false, otp: false },
      oauthProviders: { google: { enabled: false } },
    });

    expect(await ada.delete(`/v1/passkeys/${id}`)).toMatchObject({ status: 409, body: { code: "last_credential" } });
    await environment.patch("/v1/environment", { oauthProviders: { google: { enabled: true } } });
    expect(await ada.delete(`/v1/passkeys/${id}`)).toMatchObject({ status: 204 });
  });

  test("keeps the last factor while an organization of the person's requires one", async () => {
    const mock = createMock();
    const ada = await signedIn(mock, "ada", { organization: orgId(mock, "acme") });
    const { id } = (await register(ada, mock.passkeys.authenticator())).body.passkey;
    await ada.put(`/v1/organizations/${orgId(mock, "acme")}/auth-policy`, { mfa: "required" });

    expect(await ada.delete(`/v1/passkeys/${id}`)).toMatchObject({ status: 403, body: { code: "mfa_required_by_org" } });
    await register(ada, mock.passkeys.authenticator());
    expect(await ada.delete(`/v1/passkeys/${id}`)).toMatchObject({ status: 204 });
  });

  test("wants a recent authentication, and the version that it knows when it names one", async () => {
    const mock = createMock({ clock: "virtual" });
    await letTokensLive(mock);
    const ada = await signedIn(mock, "ada");
    const { id } = (await register(ada, mock.passkeys.authenticator())).body.passkey;

    expect(await ada.delete(`/v1/passkeys/${id}`, { "if-match": '"7"' })).toMatchObject({ status: 412, body: { code: "precondition_failed" } });
    await mock.clock.advance("601s");
    expect(await ada.delete(`/v1/passkeys/${id}`)).toMatchObject({ status: 403, body: { code: "step_up_required" } });
  });
});
