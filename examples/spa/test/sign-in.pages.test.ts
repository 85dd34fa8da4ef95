import { createPlinto } from "@plinto/core";
import { expect, test } from "vitest";
import { expectAccessible, isAt, signIn, visit } from "./support/person.ts";
import { type Site, serveSite } from "./support/site.ts";
import { prepare } from "./support/suite.ts";

const suite = prepare();

test("a wrong password is said in words, and what was typed stays", async () => {
  const site = await serveSite(suite.built);
  const ada = await visit(suite.browser, site);
  await signIn(ada, { email: "ada@acme.test", password: "wrong" });
  expect(await ada.page.getByRole("alert").textContent()).toBe("E-mail or password is not right.");
  expect(await ada.page.getByLabel("E-mail").inputValue()).toBe("ada@acme.test");
  await ada.page.getByLabel("Password", { exact: true }).fill("plinto-demo");
  await ada.page.keyboard.press("Enter");
  await isAt(ada, "Acme");
  expect(ada.told).toEqual([]);
});

test("a code by mail signs in, and another screen begins anew", async () => {
  const site = await serveSite(suite.built);
  const vera = await visit(suite.browser, site);
  await vera.page.getByRole("button", { name: "Mail me a code" }).click();
  expect(await vera.page.getByRole("alert").textContent()).toBe("Enter your e-mail first.");
  await vera.page.getByLabel("E-mail").fill("vera@acme.test");
  await vera.page.getByRole("button", { name: "Mail me a code" }).click();
  await isAt(vera, "Look into your mail");
  await vera.page.getByLabel("Code").fill("000000");
  await vera.page.getByRole("button", { name: "Sign in" }).click();
  expect(await vera.page.getByRole("alert").textContent()).toBe("That code is not right.");
  await vera.page.getByRole("link", { name: "Begin again" }).click();
  await isAt(vera, "Sign in");
  expect(await vera.page.getByRole("alert").count()).toBe(0);
  await vera.page.getByLabel("E-mail").fill("vera@acme.test");
  await site.mock.clock.advance("1m");
  await vera.page.getByRole("button", { name: "Mail me a code" }).click();
  await isAt(vera, "Look into your mail");
  const { code } = await site.mock.mailbox.waitFor({ to: "vera@acme.test", kind: "otp" });
  await vera.page.getByLabel("Code").fill(`${code.slice(0, 3)} ${code.slice(3)}`);
  await vera.page.getByRole("button", { name: "Sign in" }).click();
  await isAt(vera, "Acme");
});

test("a link by mail signs in at whichever page it opens, and leaves no token in the address", async () => {
  const site = await serveSite(suite.built);
  const grace = await visit(suite.browser, site);
  await grace.page.getByLabel("E-mail").fill("grace@acme.test");
  await grace.page.getByRole("button", { name: "Mail me a link" }).click();
  await isAt(grace, "Look into your mail");
  const { link } = await site.mock.mailbox.waitFor({ to: "grace@acme.test", kind: "magic_link" });
  await grace.page.goto(link!);
  await isAt(grace, "Acme");
  expect(new URL(grace.page.url()).hash).toBe("");
  const again = await visit(suite.browser, site);
  await again.page.goto(link!);
  await isAt(again, "This link does not sign you in");
  expect(await again.page.getByRole("alert").textContent()).toBe("This link was used already. Ask for a new one.");
  expect([...grace.told, ...again.told]).toEqual([]);
});

test("who forgot her password sets a new one by the link of the mail", async () => {
  const site = await serveSite(suite.built);
  const bob = await visit(suite.browser, site);
  await bob.page.getByRole("link", { name: "Forgot your password?" }).click();
  await bob.page.getByLabel("E-mail").fill("bob@acme.test");
  await bob.page.getByRole("button", { name: "Mail me the link" }).click();
  await isAt(bob, "Look into your mail");
  const { link } = await site.mock.mailbox.waitFor({ to: "bob@acme.test", kind: "password_reset" });
  await bob.page.goto(link!);
  await bob.page.getByLabel("New password").fill("password");
  await bob.page.getByRole("button", { name: "Set the password" }).click();
  expect(await bob.page.getByRole("alert").textContent()).toContain("Choose a longer password");
  await bob.page.getByLabel("New password").fill("a lighthouse in fog");
  await bob.page.getByRole("button", { name: "Set the password" }).click();
  await isAt(bob, "The new password is set");
  await bob.page.getByRole("link", { name: "Sign in with it" }).click();
  await signIn(bob, { email: "bob@acme.test", password: "a lighthouse in fog" });
  await isAt(bob, "Organizations");
});

test("a provider signs in", async () => {
  const site = await serveSite(suite.built);
  await site.mock.providers.signIn("google", "ada");
  const ada = await visit(suite.browser, site);
  await ada.page.getByRole("button", { name: "Google" }).click();
  await isAt(ada, "Acme");
  expect(new URL(ada.page.url()).search).toBe("");
  expect(ada.told).toEqual([]);
});

test("who has a second factor proves it by app or by recovery code, and a reload in between loses nothing", async () => {
  const site = await serveSite(suite.built);
  const mary = await visit(suite.browser, site);
  await signIn(mary, site.mock.seed.users.mary);
  await isAt(mary, "Prove that it is you");
  await expectAccessible(mary);
  await mary.page.reload();
  await isAt(mary, "Prove that it is you");
  await mary.page.getByRole("button", { name: "A recovery code" }).click();
  await mary.page.getByLabel("Recovery code").fill("wrong-code");
  await mary.page.getByRole("button", { name: "Go on" }).click();
  await mary.page.getByRole("alert").waitFor();
  await mary.page.getByRole("button", { name: "A code of your app" }).click();
  await mary.page.getByLabel("Code of your app").fill(site.mock.totp("mary"));
  await mary.page.getByRole("button", { name: "Go on" }).click();
  await isAt(mary, "Globex");
  expect(mary.told).toEqual([]);
});

/** Changes something with the environment's key, which binds nobody's own session. */
async function asEnvironment({ mock }: Site, method: string, path: string, body: object): Promise<void> {
  const headers = { authorization: `Bearer ${mock.keys.secretKey}`, "content-type": "application/json" };
  const answer = await mock.fetch(mock.baseUrl + path, { method, headers, body: JSON.stringify(body) });
  expect(answer.status).toBe(200);
}

/** Has Acme want a second factor of everybody. */
function requireSecondFactors(site: Site): Promise<void> {
  return asEnvironment(site, "PUT", `/v1/organizations/${site.mock.seed.organizations.acme.id}/auth-policy`, { mfa: "required" });
}

test("where the organization wants a second factor, signing in sets one up and shows the recovery codes", async () => {
  const site = await serveSite(suite.built);
  await requireSecondFactors(site);
  await asEnvironment(site, "PATCH", "/v1/environment", { requireOrganization: true });
  const vera = await visit(suite.browser, site);
  await signIn(vera, site.mock.seed.users.vera);
  await isAt(vera, "Set up a second factor");
  await vera.page.getByRole("button", { name: "An authenticator app" }).click();
  await isAt(vera, "Set up your app");
  await vera.page.getByRole("img", { name: "The code that your app scans" }).waitFor();
  await expectAccessible(vera);
  await vera.page.getByLabel("Code of your app").fill(site.mock.totp("vera"));
  await vera.page.getByRole("button", { name: "Go on" }).click();
  await isAt(vera, "Keep these codes");
  expect(await vera.page.getByRole("listitem").count()).toBe(10);
  await vera.page.getByRole("button", { name: "I have kept them" }).click();
  await isAt(vera, "Acme");
  expect(vera.told).toEqual([]);
});

test("who is signed in and lacks the second factor that her organization wants is told so", async () => {
  const site = await serveSite(suite.built);
  await requireSecondFactors(site);
  const vera = await visit(suite.browser, site);
  await signIn(vera, site.mock.seed.users.vera);
  await isAt(vera, "Organizations");
  expect(await vera.page.getByRole("alert").textContent()).toBe("This organization wants a second factor. Set one up under Security, then open it again.");
});

test("an invitation to somebody who has an account asks her to sign in, and then to join", async () => {
  const site = await serveSite(suite.built);
  const ada = createPlinto(site.mock.as("ada", { organization: "acme" }));
  await ada.invitations.create({ email: "olga@globex.test", role: "viewer", redirectUrl: `${site.url}/invitation` });
  const { link } = await site.mock.mailbox.waitFor({ to: "olga@globex.test", kind: "invitation" });
  const olga = await visit(suite.browser, site);
  await olga.page.goto(link!);
  await isAt(olga, "Join Acme");
  await expectAccessible(olga);
  await olga.page.getByRole("button", { name: "Continue" }).click();
  await signIn(olga, site.mock.seed.users.olga);
  await olga.page.getByRole("button", { name: "Join Acme" }).click();
  await isAt(olga, "Organizations");
  await olga.page.getByRole("button", { name: "Open Acme" }).click();
  await isAt(olga, "Acme");
  expect(olga.told).toEqual([]);
});

test("an invitation that was taken back is said to be no good", async () => {
  const site = await serveSite(suite.built);
  const ada = createPlinto(site.mock.as("ada", { organization: "acme" }));
  const { id } = await ada.invitations.create({ email: "new@example.test", role: "viewer", redirectUrl: `${site.url}/invitation` });
  const { link } = await site.mock.mailbox.waitFor({ to: "new@example.test", kind: "invitation" });
  await ada.invitations.revoke({ invitationId: id });
  const somebody = await visit(suite.browser, site);
  await somebody.page.goto(link!);
  await isAt(somebody, "This invitation is not good");
  expect(await somebody.page.getByRole("alert").textContent()).toBe("This invitation was taken back.");
});
