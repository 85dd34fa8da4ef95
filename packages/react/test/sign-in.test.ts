import { createPlinto } from "@plinto/core";
import { type SignInFlow, type SignInPorts, createSignIn } from "@plinto/core/sign-in";
import { type AcmeSeed, type Mock, createMock, defineSeed } from "@plinto/mock";
import { expect, test } from "vitest";
import { kitOf } from "./support/kit.tsx";

const password = "correct horse battery";

/** What a tab has: an address, and a storage of its own. */
function tab(): SignInPorts & { href(): string; visit(url: string): void; readonly visited: string[] } {
  const kept = new Map<string, string>();
  const visited: string[] = [];
  let at = "http://localhost:5173/";
  return {
    tabStorage: { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value), removeItem: (key) => void kept.delete(key) },
    navigate: (url) => void visited.push(url),
    href: () => at,
    visit: (url) => void (at = url),
    visited,
  };
}

const statusOf = (flow: SignInFlow): string => flow.get().step.status;

test("with a password: one step, and the machine follows the session when it ends", async () => {
  const { mock, plinto } = kitOf();
  const flow = createSignIn(plinto);
  const seen: string[] = [];
  flow.subscribe(() => seen.push(`${statusOf(flow)}${flow.get().busy ? " busy" : ""}`));
  const { email, password: right } = mock.seed.users.ada;
  expect((await flow.signIn({ email, password: "wrong" })).error).toMatchObject({ code: "invalid_credentials" });
  expect(await flow.signIn({ email, password: right })).toMatchObject({ step: { status: "complete" }, busy: false, error: null });
  expect(seen).toContain("start busy");
  await plinto.auth.signOut();
  expect(statusOf(flow)).toBe("start");
});

test("with an authenticator app as second factor, and with a recovery code", async () => {
  const { mock, plinto } = kitOf();
  const flow = createSignIn(plinto);
  const { email, password: right, recoveryCodes } = mock.seed.users.mary;
  expect((await flow.signIn({ email, password: right })).step).toMatchObject({ status: "mfa_required", factors: expect.any(Array) });
  expect((await flow.proveFactor({ kind: "totp", code: "000000" })).error?.code).toBeTypeOf("string");
  expect(statusOf(flow)).toBe("mfa_required");
  expect((await flow.proveFactor({ kind: "totp", code: mock.totp("mary") }, { rememberDevice: true })).step.status).toBe("complete");
  await plinto.auth.signOut();
  await flow.signIn({ email, password: right });
  expect((await flow.proveFactor({ kind: "recovery_code", code: recoveryCodes![0]! })).step.status).toBe("complete");
});

test("with a passkey alone, and with one as second factor", async () => {
  const { mock, plinto } = kitOf();
  const { credentials } = mock.passkeys.authenticator({ passkeysOf: "mary" });
  const flow = createSignIn(plinto, { credentials });
  expect((await flow.signInWithPasskey()).step.status).toBe("complete");
  expect(plinto.session.current?.user.id).toBe(mock.seed.users.mary.id);
  await plinto.auth.signOut();
  const { email, password: right } = mock.seed.users.mary;
  await flow.signIn({ email, password: right });
  expect((await flow.provePasskey()).step.status).toBe("complete");
});

test("a passkey is offered in the autofill until something else begins, and a person who waits sees no error", async () => {
  const { mock, plinto } = kitOf();
  const asked: (AbortSignal | undefined)[] = [];
  const credentials = {
    create: () => Promise.resolve(null),
    get: (options?: { signal?: AbortSignal; mediation?: string }) => {
      expect(options?.mediation).toBe("conditional");
      asked.push(options?.signal);
      return new Promise((_, reject) => options?.signal?.addEventListener("abort", () => reject(new DOMException("aborted", "AbortError"))));
    },
  };
  const flow = createSignIn(plinto, { credentials });
  const stop = flow.offerPasskeys();
  await expect.poll(() => asked.length).toBe(1);
  expect(flow.get()).toMatchObject({ busy: false, step: { status: "start" } });
  const { email, password: right } = mock.seed.users.ada;
  expect((await flow.signIn({ email, password: right })).step.status).toBe("complete");
  expect([asked[0]?.aborted, flow.get().error]).toEqual([true, null]);
  stop();
});

test("a passkey that was picked from the autofill signs in", async () => {
  const { mock, plinto } = kitOf();
  const { credentials } = mock.passkeys.authenticator({ passkeysOf: "mary" });
  const flow = createSignIn(plinto, { credentials });
  flow.offerPasskeys();
  await expect.poll(() => statusOf(flow)).toBe("complete");
});

test("with a code by mail, whose address need not be given twice", async () => {
  const { mock, plinto } = kitOf();
  const flow = createSignIn(plinto);
  const { email } = mock.seed.users.bob;
  expect((await flow.sendOtp({ email })).step).toEqual({ status: "otp_sent", email });
  const { code } = await mock.mailbox.waitFor({ to: email, kind: "otp" });
  expect((await flow.verifyOtp({ code: code! })).step.status).toBe("complete");
});

test("with a link by mail", async () => {
  const { mock, plinto } = kitOf();
  const flow = createSignIn(plinto);
  const { email } = mock.seed.users.bob;
  expect((await flow.sendMagicLink({ email })).step).toEqual({ status: "magic_link_sent", email });
  const { token } = await mock.mailbox.waitFor({ to: email, kind: "magic_link" });
  expect((await flow.verifyMagicLink({ token: token! })).step.status).toBe("complete");
});

test("at a provider and back, in the tab that began it", async () => {
  const { mock, plinto } = kitOf();
  const browser = tab();
  const flow = createSignIn(plinto, browser);
  expect((await flow.signInWithProvider({ provider: "google", redirectTo: "http://localhost:5173/welcome" })).step.status).toBe("provider");
  browser.visit(await mock.providers.approve(browser.visited[0]!, "ada"));
  const back = createSignIn(plinto, browser);
  expect((await back.finishProvider()).step.status).toBe("complete");
  expect(plinto.session.current?.user.email).toBe("ada@acme.test");
});

test("a ticket that somebody sends to another tab is not traded, and a refusal of the provider is told", async () => {
  const { mock, plinto } = kitOf();
  const [mine, stranger] = [tab(), tab()];
  const flow = createSignIn(plinto, stranger);
  await flow.signInWithProvider({ provider: "google", redirectTo: "http://localhost:5173/welcome" });
  mine.visit(await mock.providers.approve(stranger.visited[0]!, "ada"));
  const { error } = await createSignIn(plinto, mine).finishProvider();
  expect([error?.code, error?.message]).toEqual([
    "provider_not_begun",
    "Nothing at a provider was begun in this tab: begin it here, with signInWithProvider or beginProviderTrip",
  ]);
  expect(plinto.session.current).toBeNull();
  // Nor in a tab that has begun one of its own, which keeps what that one needs.
  const own = createSignIn(plinto, mine);
  await own.signInWithProvider({ provider: "github", redirectTo: "http://localhost:5173/welcome" });
  expect((await own.finishProvider()).error?.code).toBe("provider_not_begun");
  flow.restart();
  await flow.signInWithProvider({ provider: "github", redirectTo: "http://localhost:5173/welcome" });
  stranger.visit(await mock.providers.cancel(stranger.visited[1]!));
  expect((await flow.finishProvider()).error?.code).toBe("access_denied");
});

test("sign-up, the proof of the address, and the mail once more", async () => {
  const mock = createMock({ seed: "empty" });
  const plinto = createPlinto(mock.connect());
  const flow = createSignIn(plinto);
  expect((await flow.signUp({ email: "ada@acme.test", password, name: "Ada" })).step).toMatchObject({
    status: "email_verification_required",
    email: "ada@acme.test",
  });
  await flow.resendVerification();
  expect((await flow.verifyEmail({ code: "000000" })).error?.code).toBeTypeOf("string");
  await mock.mailbox.waitFor({ to: "ada@acme.test", kind: "email_verification" });
  const mails = mock.mailbox.messages.filter(({ kind }) => kind === "email_verification");
  expect((await flow.verifyEmail({ code: mails.at(-1)!.code! })).step.status).toBe("complete");
});

test("a link in another tab proves the address, and the sign-in goes on where it waits", async () => {
  const mock = createMock({ seed: "empty" });
  const plinto = createPlinto(mock.connect());
  const flow = createSignIn(plinto);
  await flow.signUp({ email: "ada@acme.test", password, name: "Ada" });
  const { token } = await mock.mailbox.waitFor({ to: "ada@acme.test", kind: "email_verification" });
  await createPlinto(mock.connect()).auth.verifyEmail({ token: token! });
  expect((await flow.verifyEmail()).step.status).toBe("complete");
});

test("a forgotten password is set anew by mail", async () => {
  const { mock, plinto } = kitOf();
  const flow = createSignIn(plinto);
  const { email } = mock.seed.users.bob;
  expect((await flow.requestPasswordReset({ email })).step).toEqual({ status: "password_reset_sent", email });
  const { token } = await mock.mailbox.waitFor({ to: email, kind: "password_reset" });
  expect((await flow.resetPassword({ token: token!, password })).step.status).toBe("start");
  expect((await flow.signIn({ email, password })).step.status).toBe("complete");
});

test("an invitation is accepted with a new account, and somebody who has one is asked to sign in", async () => {
  const { mock, plinto: ada } = kitOf("ada", { organization: "acme" });
  const invite = async (email: string): Promise<string> => {
    await ada.invitations.create({ email, role: "member" });
    return (await mock.mailbox.waitFor({ to: email, kind: "invitation" })).token!;
  };
  const plinto = createPlinto(mock.connect());
  const flow = createSignIn(plinto);
  expect((await flow.acceptInvitation({ token: await invite("new@acme.test"), password, name: "New" })).step.status).toBe("complete");
  expect(plinto.session.current?.user.email).toBe("new@acme.test");
  const other = createSignIn(createPlinto(mock.connect()));
  expect((await other.acceptInvitation({ token: await invite("olga@globex.test") })).step).toMatchObject({
    status: "sign_in_required",
    maskedEmail: expect.stringContaining("@"),
  });
});

test("an organization is chosen where the environment wants one", async () => {
  const mock = createMock();
  const admin = createPlinto({ baseUrl: mock.baseUrl, fetch: mock.fetch.bind(mock), secretKey: mock.keys.secretKey });
  await admin.http.PATCH("/v1/environment", { body: { requireOrganization: true } } as never);
  const plinto = createPlinto(mock.connect());
  const flow = createSignIn(plinto);
  const { email, password: right } = mock.seed.users.bob;
  const { step } = await flow.signIn({ email, password: right });
  if (step.status !== "organization_required") throw new Error(`unexpected ${step.status}`);
  const { id } = mock.seed.organizations.globex;
  expect(step.organizations.map((one) => one.id)).toContain(id);
  expect((await flow.chooseOrganization({ organizationId: id })).step.status).toBe("complete");
  expect(plinto.session.current?.organizationId).toBe(id);
});

test("a second factor that the organization requires is set up on the way: an app or a passkey, with the recovery codes to be kept", async () => {
  const seed = defineSeed({
    users: { ada: { email: "ada@acme.test", mfa: true }, bob: { email: "bob@acme.test" }, eve: { email: "eve@acme.test" } },
    organizations: { acme: { owner: "ada", members: { bob: "member", eve: "member" } } },
  });
  const mock = createMock({ seed });
  const ada = createPlinto(mock.connect());
  const owner = createSignIn(ada);
  await owner.signIn({ email: "ada@acme.test", password: mock.seed.users.ada.password });
  await owner.proveFactor({ kind: "totp", code: mock.totp("ada") });
  const organizationId = mock.seed.organizations.acme.id;
  await ada.organizations.authPolicy.set({ orgId: organizationId, mfa: "required" });

  const flow = createSignIn(createPlinto(mock.connect()));
  await flow.signIn({ email: "bob@acme.test", password: mock.seed.users.bob.password, organizationId });
  expect(statusOf(flow)).toBe("mfa_enrollment_required");
  expect((await flow.enrollTotp()).enrollment?.totp?.uri).toContain("otpauth://totp/");
  expect((await flow.activateTotp({ code: mock.totp("bob") })).enrollment?.recoveryCodes?.codes).toHaveLength(10);
  expect(await flow.finishEnrollment()).toMatchObject({ step: { status: "complete" }, enrollment: null });

  const { credentials } = mock.passkeys.authenticator();
  const other = createSignIn(createPlinto(mock.connect()), { credentials });
  await other.signIn({ email: "eve@acme.test", password: mock.seed.users.eve.password, organizationId });
  expect((await other.enrollPasskey({ name: "Laptop" })).enrollment?.recoveryCodes?.codes).toHaveLength(10);
  expect((await other.finishEnrollment()).step.status).toBe("complete");
});

// The network was gone for a moment, and with it the codes that are told once.
test("recovery codes stay until the sign-in has gone on: not when it fails, nor when something else is under way", async () => {
  const seed = defineSeed({
    users: { ada: { email: "ada@acme.test", mfa: true }, bob: { email: "bob@acme.test" } },
    organizations: { acme: { owner: "ada", members: { bob: "member" } } },
  });
  const mock = createMock({ seed });
  const { id: organizationId } = mock.seed.organizations.acme;
  const ada = createPlinto(mock.connect());
  await ada.auth.signIn({ email: "ada@acme.test", password: mock.seed.users.ada.password });
  await ada.auth.continueSignIn({ step: "mfa", proof: { kind: "totp", code: mock.totp("ada") } });
  await ada.organizations.authPolicy.set({ orgId: organizationId, mfa: "required" });

  const flow = createSignIn(createPlinto({ ...mock.connect(), retry: { retries: 0 } }));
  await flow.signIn({ email: "bob@acme.test", password: mock.seed.users.bob.password, organizationId });
  await flow.enrollTotp();
  const { enrollment } = await flow.activateTotp({ code: mock.totp("bob") });
  mock.faults.add({ operation: "continueSignIn", drop: "before", times: 1 });
  expect(await flow.finishEnrollment()).toMatchObject({ step: { status: "mfa_enrollment_required" }, error: { code: "network_error" }, enrollment });
  const wrong = flow.resetPassword({ token: "none", password });
  expect(await flow.finishEnrollment()).toMatchObject({ busy: true, enrollment });
  await wrong;
  expect(flow.get()).toMatchObject({ busy: false, enrollment });
  expect(await flow.finishEnrollment()).toMatchObject({ step: { status: "complete" }, enrollment: null });
});

test("an unfinished sign-in survives a reload where the storage does, and can be given up", async () => {
  const mock = createMock() as Mock<AcmeSeed>;
  const connection = mock.connect();
  const { email, password: right } = mock.seed.users.mary;
  await createSignIn(createPlinto(connection)).signIn({ email, password: right });
  const plinto = createPlinto(connection);
  await plinto.session.ready();
  const flow = createSignIn(plinto);
  expect(statusOf(flow)).toBe("mfa_required");
  flow.restart();
  expect(statusOf(flow)).toBe("start");
});

test("a step that this version does not know is handed on as the API sends it, and answered by continueSignIn", async () => {
  const { mock } = kitOf();
  const connection = mock.connect();
  const bodies: unknown[] = [];
  const plinto = createPlinto({
    ...connection,
    fetch: async (url, init) => {
      if (url.endsWith("/v1/auth/sign-in"))
        return Response.json({
          status: "sso_required",
          pendingToken: "pt_x",
          expiresAt: "2030-01-01T00:00:00.000Z",
          expiresInSeconds: 600,
          authorizeUrl: "https://idp.test",
        });
      bodies.push(JSON.parse(String(init.body)));
      return Response.json({ code: "step_mismatch", title: "no", status: 409 }, { status: 409, headers: { "content-type": "application/problem+json" } });
    },
  });
  const flow = createSignIn(plinto);
  expect((await flow.signIn({ email: "a@acme.test", password })).step).toMatchObject({ status: "sso_required", authorizeUrl: "https://idp.test" });
  await flow.continueSignIn({ step: "sso", ticket: "x" } as never);
  expect(bodies).toEqual([{ step: "sso", ticket: "x" }]);
});

test("while an action is under way another does nothing, and the error of what was given up is not shown", async () => {
  const { mock, plinto, asked } = kitOf();
  const flow = createSignIn(plinto);
  const { email, password: right } = mock.seed.users.ada;
  const first = flow.signIn({ email, password: "wrong" });
  expect((await flow.signIn({ email, password: right })).busy).toBe(true);
  flow.restart();
  await first;
  expect(asked.filter((id) => id === "signIn")).toHaveLength(1);
  expect(flow.get()).toMatchObject({ step: { status: "start" }, error: null, busy: false });
});

test("on a server, where there is no session, the machine stands at its start", () => {
  const { mock } = kitOf();
  const { storage: _, ...transport } = mock.connect();
  expect(statusOf(createSignIn(createPlinto(transport).withSession("x")))).toBe("start");
});
