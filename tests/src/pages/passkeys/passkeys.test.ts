import { createMock } from "@plinto/mock";
import { serveMock } from "@plinto/mock/server";
import type { Browser } from "playwright";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { startChromium, visit } from "../visit.ts";
import { servePasskeySite, type PasskeySite } from "./site.ts";
import { attachAuthenticator } from "./virtual-authenticator.ts";

let browser: Browser;
let site: PasskeySite;

beforeAll(async () => {
  [browser, site] = await Promise.all([startChromium(), servePasskeySite()]);
});

afterAll(async () => {
  await Promise.all([browser.close(), site.close()]);
});

/** The page with an authenticator, and Ada signed in by her password. */
async function asAda(query: Readonly<Record<string, string>> = {}) {
  const { page, problems } = await visit(browser, `${site.url}/?${new URLSearchParams(query)}`);
  const authenticator = await attachAuthenticator(page);
  await page.evaluate(async () => void (await passkeyApp.plinto.auth.signIn({ email: "ada@acme.test", password: "plinto-demo" })));
  return { page, problems, authenticator };
}

test("a page registers a passkey and signs in with it from the autofill of a field", async () => {
  const { page, problems } = await asAda();

  const seen = await page.evaluate(async () => {
    const { plinto, passkeys, register, signIn } = passkeyApp;
    const registered = await register();
    await plinto.auth.signOut();
    return {
      supported: passkeys.isPasskeySupported(),
      conditional: await passkeys.isConditionalUiSupported(),
      registered,
      signedIn: await signIn({ conditional: true }),
      listed: (await plinto.passkeys.list().toArray({ max: 10 })).map(({ deviceType, backedUp, transports, userVerified }) => ({
        deviceType,
        backedUp,
        transports,
        userVerified,
      })),
    };
  });

  expect(seen).toEqual({
    supported: true,
    conditional: true,
    registered: { name: expect.any(String) as string, recoveryCodes: 10 },
    signedIn: { status: "complete", email: "ada@acme.test", methods: ["swk", "user", "mfa"] },
    listed: [{ deviceType: "multiDevice", backedUp: true, transports: ["internal"], userVerified: true }],
  });
  expect(problems).toEqual([]);
});

test("what Chromium makes and signs holds before a mock in Node, too", async () => {
  const mock = createMock();
  const server = await serveMock(mock, { port: 0 });
  onTestFinished(() => server.close());
  const { page } = await visit(browser, site.url);
  await page.context().unrouteAll();
  await page.goto(`${site.url}/?${new URLSearchParams({ api: server.url, key: mock.keys.publishableKey })}`);
  await attachAuthenticator(page);

  const signedIn = await page.evaluate(async () => {
    const { plinto, register, signIn } = passkeyApp;
    await plinto.auth.signIn({ email: "ada@acme.test", password: "plinto-demo" });
    await register();
    await plinto.auth.signOut();
    return signIn();
  });

  expect(signedIn).toEqual({ status: "complete", email: "ada@acme.test", methods: ["swk", "user", "mfa"] });
  expect(mock.events.map(({ type }) => type)).toContain("passkey.registered");
});

test("a passkey proves the second factor after a password, and that its person is still there", async () => {
  const { page } = await asAda();

  const seen = await page.evaluate(async () => {
    const { plinto, passkeys, register } = passkeyApp;
    await register();
    await plinto.auth.signOut();
    const asked = await plinto.auth.signIn({ email: "ada@acme.test", password: "plinto-demo" });
    const answer = async () => {
      const challenge = await plinto.mfa.challenges.create({ kind: "passkey" });
      if (challenge.kind !== "passkey") throw new Error(challenge.kind);
      return { challengeId: challenge.id, credential: await passkeys.getPasskey(challenge.publicKey) };
    };
    const done = await plinto.auth.continueSignIn({ step: "mfa", proof: { kind: "passkey", ...(await answer()) } });
    const fresh = await plinto.auth.stepUp({ method: "passkey", ...(await answer()) });
    return { asked: asked.status, done: done.status, methods: fresh.authenticationMethods };
  });

  expect(seen).toEqual({ asked: "mfa_required", done: "complete", methods: ["pwd", "swk", "user", "mfa"] });
});

test("a request in the autofill that waits is given up by its signal, and then another way is free", async () => {
  const { page, authenticator } = await asAda();
  await page.evaluate(async () => void (await passkeyApp.register()));
  await authenticator.answers(false);

  await page.evaluate(() => {
    const controller = new AbortController();
    Object.assign(globalThis, { controller, waiting: passkeyApp.failure(() => passkeyApp.signIn({ conditional: true, signal: controller.signal })) });
  });
  const code = await page.evaluate(() => {
    const { controller, waiting } = globalThis as unknown as { controller: AbortController; waiting: Promise<string> };
    controller.abort();
    return waiting;
  });
  await authenticator.answers(true);

  expect(code).toBe("aborted");
  expect(await page.evaluate(() => passkeyApp.signIn())).toMatchObject({ status: "complete" });
});

test("a page is told in our terms why its browser gives no passkey", async () => {
  const { page } = await asAda();

  const codes = await page.evaluate(async () => {
    const { mock, plinto, register, signIn, failure } = passkeyApp;
    const none = await failure(() => signIn());
    await register();
    const again = await failure(() => register());
    await mock!.fetch(`${mock!.baseUrl}/v1/environment`, {
      method: "PATCH",
      headers: { authorization: `Bearer ${mock!.keys.secretKey}`, "content-type": "application/json" },
      body: JSON.stringify({ webauthn: { rpId: "acme.test", origins: ["https://acme.test"] } }),
    });
    const elsewhere = await failure(() => signIn());
    const { publicKey } = await plinto.passkeys.beginRegistration();
    const unheardOf = [{ alg: -7, type: "private-key" as "public-key" }];
    const impossible = await failure(() =>
      passkeyApp.passkeys.createPasskey({ ...publicKey, rp: { id: "localhost", name: "Acme" }, pubKeyCredParams: unheardOf }),
    );
    return { none, again, elsewhere, impossible };
  });

  expect(codes).toEqual({ none: "passkey_cancelled", again: "passkey_exists", elsewhere: "passkey_origin_invalid", impossible: "passkey_unsupported" });
});

test("a passkey of the seed signs in from a browser that was given it", async () => {
  const { page, authenticator } = await asAda();
  const [credential] = await page.evaluate(() => passkeyApp.mock!.passkeys.authenticator({ passkeysOf: "kay" }).exportCredentials());

  await authenticator.add(credential!);

  expect(await page.evaluate(() => passkeyApp.signIn())).toMatchObject({ status: "complete", email: "kay@acme.test" });
});
