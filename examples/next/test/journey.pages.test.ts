import { createPlinto } from "@plinto/core";
import axe from "axe-core";
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { type Application, startApplication } from "./application.ts";
import { noteTexts, signIn, startChromium, type Visit, visit } from "./browser.ts";

let application: Application;
let browser: Browser;

beforeAll(async () => {
  [application, browser] = await Promise.all([startApplication(), startChromium()]);
}, 240_000);

afterAll(async () => {
  await browser?.close();
  await application?.close();
});

/** Somebody who has signed in, works at Acme and sees a page. */
async function as(person: "ada" | "bob" | "vera", path: string): Promise<Visit> {
  const seen = await visit(browser, `${application.url}/sign-in?next=${path}`);
  await signIn(seen.page, application.mock.seed.users[person]);
  await seen.page.waitForURL(application.url + path);
  await workAtAcme(seen.page);
  return seen;
}

async function workAtAcme(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Work at Acme" }).click();
  await page.getByRole("banner").getByText("· Acme").waitFor();
  await page.getByRole("button", { name: "Work at Acme" }).waitFor({ state: "detached" });
}

test("who is nobody is led to sign in, and back to the page that she wanted", async () => {
  const { page } = await visit(browser, `${application.url}/members`);
  await page.waitForURL(`${application.url}/sign-in?next=%2Fmembers`);
  await signIn(page, application.mock.seed.users.ada);
  await page.waitForURL(`${application.url}/members`);
  await workAtAcme(page);
  await page.getByRole("heading", { name: "Members" }).waitFor();
  expect(await page.getByRole("list", { name: "Members" }).getByRole("listitem").allInnerTexts()).toEqual([
    "Ada Lovelace owner",
    "Grace Hopper admin Remove",
    "Bob Kahn member Remove",
    "Vera Rubin viewer Remove",
  ]);
  await page.getByRole("banner").getByText("Ada Lovelace · Acme").waitFor();
});

test("a wrong password is said, and lets nobody in", async () => {
  const { page, context } = await visit(browser, `${application.url}/sign-in`);
  await signIn(page, { email: application.mock.seed.users.ada.email, password: "not the password" });
  expect(await page.getByRole("alert").filter({ hasText: "not right" }).innerText()).toBe("E-mail or password is not right.");
  expect((await context.cookies()).filter(({ name }) => name.includes("refresh"))).toEqual([]);
});

test("the refresh token is in a cookie that no script reads, and nowhere else", async () => {
  const { page, context, answers } = await as("ada", "/members");
  const cookies = await context.cookies();
  const token = /\brt_\w{20}/;
  expect(cookies.find(({ name }) => name === "__Host-plinto-refresh")).toMatchObject({
    httpOnly: true,
    secure: true,
    sameSite: "Lax",
    value: expect.stringMatching(token),
  });
  expect(cookies.filter(({ httpOnly }) => !httpOnly)).toEqual([]);
  await page.reload();
  const held = await page.evaluate(() => JSON.stringify([document.cookie, { ...localStorage }, { ...sessionStorage }, document.documentElement.outerHTML]));
  expect(held).not.toMatch(token);
  expect(held).not.toContain("eyJ");
  expect(answers.some((text) => text.includes("accessToken"))).toBe(true);
  expect(answers.some((text) => token.test(text))).toBe(false);
});

test("a page that is loaded again is whole at once: nobody sees a signed-out page, and nothing is read twice", async () => {
  const { page, asked } = await as("ada", "/members");
  const texts = await noteTexts(page);
  const before = asked.length;
  await page.reload();
  await page.getByRole("banner").getByText("Ada Lovelace · Acme").waitFor();
  await page.waitForLoadState("networkidle");
  const seen = await texts();
  expect(seen).toEqual(expect.arrayContaining(["Ada Lovelace", "Invite somebody", "Sign out"]));
  expect(seen.filter((text) => /^Sign in$|Welcome|Loading|Ask an admin/.test(text))).toEqual([]);
  expect(asked.slice(before).filter((call) => call.endsWith("/members"))).toEqual([]);
});

test("without any script the page is there, for her", async () => {
  const { context } = await as("ada", "/members");
  const { cookies } = await context.storageState();
  const { page } = await visit(browser, `${application.url}/members`, { javaScriptEnabled: false, storageState: { cookies, origins: [] } });
  expect(await page.getByRole("listitem").count()).toBe(4);
  expect(await page.getByRole("heading", { name: "Invite somebody" }).count()).toBe(1);
});

test("an access token that is gone is made anew by the proxy, and nobody notices", async () => {
  const { page, context } = await as("bob", "/members");
  const refresh = async (): Promise<string | undefined> => (await context.cookies()).find(({ name }) => name === "__Host-plinto-refresh")?.value;
  const before = await refresh();
  await context.clearCookies({ name: "__Host-plinto-access" });
  await page.reload();
  await page.getByRole("banner").getByText("Bob Kahn · Acme").waitFor();
  expect(await refresh()).not.toBe(before);
});

test("a gate shows what one may, and the server keeps to it whatever the address is", async () => {
  const { mock, url } = application;
  const ada = await as("ada", "/members");
  await ada.page.getByLabel("E-mail").fill("new@acme.test");
  await ada.page.getByRole("button", { name: "Invite", exact: true }).click();
  expect(await ada.page.getByRole("status").innerText()).toBe("new@acme.test is invited.");
  expect(mock.mailbox.latest({ to: "new@acme.test", kind: "invitation" })).toBeDefined();
  await ada.page.getByRole("link", { name: "Billing" }).click();
  await ada.page.getByRole("heading", { name: "Billing" }).waitFor();
  const bob = await as("bob", "/members");
  await bob.page.getByText("Ask an admin to invite people.").waitFor();
  expect(await bob.page.getByRole("link", { name: "Billing" }).count()).toBe(0);
  expect((await bob.page.goto(`${url}/billing`))?.status()).toBe(404);
});

test("who signs out is out, in the browser and on the server", async () => {
  const { page, context } = await as("ada", "/members");
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("heading", { name: "Welcome" }).waitFor();
  await page.getByRole("link", { name: "Sign in" }).waitFor();
  expect((await context.cookies()).map(({ name }) => name)).toEqual(["__Host-plinto-device"]);
  await page.goto(`${application.url}/members`);
  await page.waitForURL(/\/sign-in\?next=%2Fmembers$/);
});

test("a session that was ended elsewhere leads to sign in when the window is looked at, says so, and goes on where she was", async () => {
  const { page } = await as("vera", "/members");
  await endSessions("vera");
  await page.evaluate(() => dispatchEvent(new Event("focus")));
  await page.waitForURL(`${application.url}/sign-in?ended=1&next=%2Fmembers`);
  expect(await page.getByText("Your session has ended. Sign in again.").count()).toBe(1);
  await signIn(page, application.mock.seed.users.vera);
  await page.waitForURL(`${application.url}/members`);
  expect(await page.getByRole("banner").innerText()).toContain("Vera Rubin");
});

test("a session that was ended elsewhere opens no page any more, although its token is good for some minutes", async () => {
  const { page } = await as("vera", "/members");
  await endSessions("vera");
  await page.reload();
  await page.waitForURL(/\/sign-in\?/);
  expect(await page.getByRole("listitem").count()).toBe(0);
});

test("a refresh that is refused takes the cookies away, and leads to sign in", async () => {
  const { page, context } = await as("vera", "/members");
  await endSessions("vera");
  await context.clearCookies({ name: "__Host-plinto-access" });
  await page.goto(`${application.url}/members`);
  await page.waitForURL(/\/sign-in\?next=%2Fmembers$/);
  expect((await context.cookies()).map(({ name }) => name)).toEqual(["__Host-plinto-device"]);
  await page.getByRole("link", { name: "Sign in" }).waitFor();
});

test("who is signed in has no page, and is still signed in, while Plinto does not answer", async () => {
  const { page, context, problems } = await as("ada", "/members");
  const { mock, url } = application;
  const ends = [mock.faults.add({ operation: "getMe", status: 503 }), mock.faults.add({ operation: "getCurrentSession", status: 503 })];
  onTestFinished(() => mock.faults.clear());
  await page.goto(`${url}/members`);
  await page.getByRole("heading", { name: "That did not work" }).waitFor();
  expect(await page.getByRole("link", { name: "Sign in" }).count()).toBe(0);
  expect((await context.cookies()).map(({ name }) => name)).toContain("__Host-plinto-refresh");
  for (const end of ends) end();
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("heading", { name: "Members" }).waitFor();
  await page.getByRole("banner").getByText("Ada Lovelace · Acme").waitFor();
  // React tells of the page that could not be rendered, and of nothing else.
  expect(problems.splice(0)).toEqual([expect.stringContaining("React error #441")]);
});

// Whatever the API refused passed for an outage: protected pages did not work, and home had no way to another organization.
test("whose organization is closed to her is told so, and works at another", async () => {
  const { mock, url } = application;
  const { acme } = mock.seed.organizations;
  const { page } = await as("bob", "/members");
  const admin = createPlinto(mock.as("ada", { organization: "acme" })).organizations.members;
  await admin.suspend({ orgId: acme.id, userId: mock.seed.users.bob.id });
  onTestFinished(async () => void (await admin.restore({ orgId: acme.id, userId: mock.seed.users.bob.id })));
  for (const [path, heading] of [
    ["/", "Hello Bob Kahn"],
    ["/billing", "Where do you work?"],
    ["/members", "Where do you work?"],
  ] as const) {
    await page.goto(url + path);
    await page.getByRole("heading", { name: heading }).waitFor();
    expect(await page.getByText("Where you worked is closed to you now").count()).toBe(1);
    expect(await page.getByRole("button", { name: /^Work at/ }).allInnerTexts()).toEqual(["Work at Globex"]);
  }
  await page.getByRole("button", { name: "Work at Globex" }).click();
  await page.getByRole("heading", { name: "Members" }).waitFor();
  await page.getByRole("banner").getByText("Bob Kahn · Globex").waitFor();
});

test("an organization that was deleted is no place to work at any more, and home says so", async () => {
  const { mock, url } = application;
  const own = createPlinto(mock.as("vera"));
  const { id: orgId } = await own.organizations.create({ name: "Paper Boats" });
  const { page } = await visit(browser, `${url}/sign-in`);
  await signIn(page, mock.seed.users.vera);
  await page.getByRole("button", { name: "Work at Paper Boats" }).click();
  await page.getByRole("banner").getByText("· Paper Boats").waitFor();
  await own.organizations.delete({ orgId });
  await page.goto(url);
  await page.getByText("Where you worked is closed to you now").waitFor();
  await page.getByRole("button", { name: "Work at Acme" }).waitFor();
  expect(await page.getByRole("button", { name: /Paper Boats/ }).count()).toBe(0);
});

test("a Plinto that refuses what this application sends is no outage: the log says what to do", async () => {
  const { mock, url, log } = application;
  const { page, context, problems } = await as("ada", "/");
  const before = log().length;
  const end = mock.faults.add({ operation: "getMe", status: 400, code: "version_unsupported" });
  expect((await page.goto(url))?.status()).toBe(500);
  await page.getByRole("heading", { name: "That did not work" }).waitFor();
  end();
  await expect.poll(() => log().slice(before)).toMatch(/version_unsupported/);
  expect((await context.cookies()).map(({ name }) => name)).toContain("__Host-plinto-refresh");
  await page.goto(url);
  await page.getByRole("heading", { name: "Hello Ada Lovelace" }).waitFor();
  expect(problems.splice(0).length).toBeGreaterThan(0);
});

test("offline, what was read stays and she is told, and back online she goes on", async () => {
  const { page, context } = await as("ada", "/members");
  await page.getByRole("heading", { name: "Invite somebody" }).waitFor();
  await context.setOffline(true);
  await page.getByText("You are offline. What you see may be old").waitFor();
  expect(await page.getByRole("list", { name: "Members" }).getByRole("listitem").count()).toBe(4);
  expect(await page.getByRole("button", { name: "Sign out" }).count()).toBe(1);
  await page.getByLabel("E-mail").fill("later@acme.test");
  await page.getByRole("button", { name: "Invite", exact: true }).click();
  expect(application.mock.mailbox.latest({ to: "later@acme.test" })).toBeUndefined();
  await context.setOffline(false);
  await page.getByText("You are offline").waitFor({ state: "detached" });
  await expect.poll(() => application.mock.mailbox.latest({ to: "later@acme.test", kind: "invitation" })).toBeDefined();
  expect(await page.getByRole("button", { name: "Sign out" }).count()).toBe(1);
});

test("from an invitation to the end of a membership, in two browsers that see each other's changes without loading a page again", async () => {
  const { mock, url } = application;
  const ada = await as("ada", "/members");
  await ada.page.getByLabel("E-mail").fill("nina@example.test");
  await ada.page.getByRole("button", { name: "Invite", exact: true }).click();
  const mail = await mock.mailbox.waitFor({ to: "nina@example.test", kind: "invitation" });
  expect(mail.link).toMatch(new RegExp(`^${url}/invitation#token=`));
  const nina = await visit(browser, mail.link!);
  await nina.page.getByLabel("Name").fill("Nina Simone");
  await nina.page.getByLabel("Password").fill("a boat made of paper");
  await nina.page.getByRole("button", { name: "Continue" }).click();
  await nina.page.getByRole("heading", { name: "Hello Nina Simone" }).waitFor();
  if ((await nina.page.getByRole("button", { name: "Work at Acme" }).count()) > 0) await workAtAcme(nina.page);
  await nina.page.getByRole("link", { name: "Members" }).click();
  await nina.page.getByRole("list", { name: "Members" }).getByText("Nina Simone").waitFor();

  const row = ada.page.getByRole("list", { name: "Members" }).getByText("Nina Simone");
  expect(await row.count()).toBe(0);
  await ada.page.getByRole("link", { name: "Home" }).click();
  await ada.page.getByRole("link", { name: "Members" }).click();
  await row.waitFor();
  ada.page.once("dialog", (dialog) => void dialog.accept());
  await ada.page.getByRole("button", { name: "Remove Nina Simone" }).click();
  await row.waitFor({ state: "detached" });

  await nina.page.getByRole("link", { name: "Home" }).click();
  await nina.page.getByText("There is no organization to work at.").waitFor();
  await nina.page.getByRole("link", { name: "Members" }).click();
  await nina.page.getByRole("heading", { name: "Where do you work?" }).waitFor();
});

test("a passkey signs in, as the browser offers it by itself, and its session is in the cookie", async () => {
  const { mock, url } = application;
  const { page, context } = await visit(browser, url);
  const control = await context.newCDPSession(page);
  await control.send("WebAuthn.enable");
  await control.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  const { passkeys } = createPlinto(mock.as("grace"));
  const { challengeId, publicKey: options } = await passkeys.beginRegistration({});
  const credential = await page.evaluate(async (given) => {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(given as unknown as PublicKeyCredentialCreationOptionsJSON);
    return ((await navigator.credentials.create({ publicKey })) as PublicKeyCredential).toJSON() as object;
  }, options);
  await passkeys.completeRegistration({ challengeId, credential } as Parameters<typeof passkeys.completeRegistration>[0]);
  await page.getByRole("link", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Hello Grace Hopper" }).waitFor();
  expect((await context.cookies()).find(({ name }) => name === "__Host-plinto-refresh")).toMatchObject({ httpOnly: true, secure: true });
});

test("two visitors at the same time are two", async () => {
  const [ada, bob] = await Promise.all([as("ada", "/"), as("bob", "/")]);
  await Promise.all(Array.from({ length: 4 }, () => [ada.page.reload(), bob.page.reload()]).flat());
  expect(await ada.page.getByRole("heading", { name: "Hello Ada Lovelace" }).count()).toBe(1);
  expect(await bob.page.getByRole("heading", { name: "Hello Bob Kahn" }).count()).toBe(1);
});

test.each(["light", "dark"] as const)("axe finds nothing serious, %s", async (colorScheme) => {
  const { page } = await visit(browser, `${application.url}/sign-in`, { colorScheme });
  for (const path of ["/sign-in", "/", "/members", "/billing"]) {
    if (path !== "/sign-in") await page.goto(application.url + path);
    await page.addScriptTag({ content: axe.source });
    const found = await page.evaluate(async () => (await (globalThis as unknown as { axe: typeof axe }).axe.run()).violations);
    expect(found.filter(({ impact }) => impact === "serious" || impact === "critical").map(({ id, nodes }) => [path, id, nodes[0]?.html])).toEqual([]);
    if (path !== "/sign-in") continue;
    await signIn(page, application.mock.seed.users.ada);
    await page.waitForURL(`${application.url}/`);
    await workAtAcme(page);
  }
});

test.each(["//evil.test", "/\\evil.test", "https://evil.test/members", "/.//evil.test", "/x/..//evil.test"])(
  "signing in leads to no other site, whatever the address asks for: %s",
  async (next) => {
    const { page } = await visit(browser, `${application.url}/sign-in?next=${encodeURIComponent(next)}`);
    await signIn(page, application.mock.seed.users.ada);
    await page.waitForURL(`${application.url}/`);
  },
);

/** Ends the sessions of a person, as she does on another device. */
async function endSessions(person: "vera"): Promise<void> {
  await createPlinto(application.mock.as(person)).sessions.revokeOthers();
}
