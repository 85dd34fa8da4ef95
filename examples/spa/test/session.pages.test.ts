import { createPlinto } from "@plinto/core";
import { expect, test } from "vitest";
import { isAt, signIn, visitAs } from "./support/person.ts";
import { serveSite } from "./support/site.ts";
import { prepare } from "./support/suite.ts";

const suite = prepare();

test("a session that was ended elsewhere asks to sign in again, and goes on at the same page", async () => {
  const site = await serveSite(suite.built);
  const ada = await visitAs(suite.browser, site, "ada", "/organization/teams");
  await isAt(ada, "Teams");
  const elsewhere = createPlinto(site.mock.as("ada"));
  await elsewhere.sessions.revokeOthers();
  // Nobody has to click: the page hears of it.
  await ada.page.getByText("Your session has ended.").waitFor();
  expect(await ada.page.getByText("Engineering").count()).toBe(0);
  await signIn(ada, site.mock.seed.users.ada);
  await isAt(ada, "Teams");
  await ada.page.getByText("Engineering").waitFor();
  expect(ada.told).toEqual([]);
});

test("a session that has lasted its time ends while one looks, and an access token that has does not", async () => {
  const site = await serveSite(suite.built);
  const ada = await visitAs(suite.browser, site, "ada");
  await site.mock.clock.advance("1h");
  await ada.page.getByRole("link", { name: "Members" }).click();
  await ada.page.getByText("Grace Hopper").waitFor();
  await site.mock.clock.advance("91d");
  await ada.page.getByText("Your session has ended.").waitFor();
  await signIn(ada, site.mock.seed.users.ada);
  await isAt(ada, "Members");
  expect(ada.told).toEqual([]);
});

test("who is signed in never sees the sign-in page while the application loads", async () => {
  const site = await serveSite(suite.built);
  const ada = await visitAs(suite.browser, site, "ada", "/organization/members");
  await isAt(ada, "Members");
  await ada.page.addInitScript(() => {
    const seen: string[] = [];
    Object.assign(globalThis, { seen });
    new MutationObserver(() => seen.push(document.body?.innerText ?? "")).observe(document, { childList: true, subtree: true });
  });
  await ada.page.reload();
  await isAt(ada, "Members");
  const seen = await ada.page.evaluate(() => (globalThis as unknown as { seen: string[] }).seen);
  expect(seen.some((text) => text.includes("Ada Lovelace"))).toBe(true);
  expect(seen.filter((text) => /Create an account|E-mail|Forgot/.test(text))).toEqual([]);
});

test("React's StrictMode mounts everything twice, and everything is asked for once and works", async () => {
  const site = await serveSite(suite.built);
  const asked = (operation: string): number => site.mock.requests.filter(({ operationId }) => operationId === operation).length;
  const ada = await visitAs(suite.browser, site, "ada");
  await ada.page.addInitScript(() => {
    const effects = { begun: 0, ended: 0 };
    Object.assign(globalThis, { effects });
    const { addEventListener, removeEventListener } = document;
    // What the application itself listens to at the document, in an effect.
    document.addEventListener = function (...args: Parameters<typeof addEventListener>) {
      if (args[0] === "click") effects.begun++;
      return addEventListener.apply(this, args);
    };
    document.removeEventListener = function (...args: Parameters<typeof removeEventListener>) {
      if (args[0] === "click") effects.ended++;
      return removeEventListener.apply(this, args);
    };
  });
  await ada.page.goto(`${site.url}/organization/teams`);
  await ada.page.getByText("Platform").waitFor();
  expect(await ada.page.evaluate(() => (globalThis as unknown as { effects: object }).effects)).toEqual({ begun: 2, ended: 1 });
  // Once to show it, and once more when the page hears what happens from then on.
  await expect.poll(() => [asked("signIn"), asked("switchOrganization"), asked("listTeams")]).toEqual([1, 1, 2]);
  expect(site.mock.realtime.connections).toHaveLength(1);
  expect(ada.told).toEqual([]);
});

test("signing out in one tab signs the other out, and nothing of the person is left", async () => {
  const site = await serveSite(suite.built);
  const ada = await visitAs(suite.browser, site, "ada", "/organization/members");
  const other = await ada.page.context().newPage();
  await other.goto(`${site.url}/organization/members`);
  await other.getByText("Grace Hopper").waitFor();
  await ada.page.getByRole("button", { name: "Sign out" }).click();
  await isAt(ada, "Sign in");
  await other.getByRole("heading", { name: "Sign in" }).waitFor();
  expect(await other.getByText("Grace Hopper").count()).toBe(0);
});

test("offline, what was read stays, what is changed waits, and back online it is sent", async () => {
  const site = await serveSite(suite.built);
  const ada = await visitAs(suite.browser, site, "ada", "/organization/members");
  const role = ada.page.getByRole("combobox", { name: "Role of Vera Rubin" });
  await role.waitFor();
  await ada.page.context().setOffline(true);
  await ada.page.getByText("You are offline.").waitFor();
  await role.selectOption("member");
  expect(await role.inputValue()).toBe("member");
  const plinto = createPlinto(site.mock.as("grace", { organization: "acme" }));
  const roleOfVera = async (): Promise<string> =>
    (await plinto.organizations.members.get({ orgId: site.mock.seed.organizations.acme.id, userId: site.mock.seed.users.vera.id })).role;
  expect(await roleOfVera()).toBe("viewer");
  await ada.page.getByRole("link", { name: "Teams" }).click();
  await ada.page.getByText("This is read when you are online again.").waitFor();
  await ada.page.context().setOffline(false);
  await ada.page.getByText("Engineering").waitFor();
  await expect.poll(roleOfVera).toBe("member");
  expect(await ada.page.getByText("You are offline.").count()).toBe(0);
  expect(await ada.page.getByRole("button", { name: "Sign out" }).count()).toBe(1);
});

test("while the backend does not answer the page says so, and goes on when it does", { timeout: 60_000 }, async () => {
  const site = await serveSite(suite.built);
  const ada = await visitAs(suite.browser, site, "ada", "/organization/teams");
  await isAt(ada, "Teams");
  await ada.page.route("**/v1/**", (route) => route.abort());
  await ada.page.reload();
  await ada.page.getByText("The server does not answer.").waitFor();
  await ada.page.unroute("**/v1/**");
  await ada.page.getByRole("button", { name: "Try again" }).click();
  await ada.page.getByText("Engineering").waitFor();
  await ada.page.getByRole("link", { name: "Members" }).waitFor();

  await ada.page.route("**/members?**", (route) => route.abort());
  await ada.page.getByRole("link", { name: "Members" }).click();
  await ada.page.getByRole("alert").filter({ hasText: "There is no connection." }).waitFor();
  await ada.page.unroute("**/members?**");
  await ada.page.getByRole("button", { name: "Try again" }).click();
  await ada.page.getByText("Grace Hopper").waitFor();
});

test("the back button goes back, and a page has an address of its own", async () => {
  const site = await serveSite(suite.built);
  const ada = await visitAs(suite.browser, site, "ada");
  await ada.page.getByRole("link", { name: "Teams" }).click();
  await ada.page.getByRole("link", { name: "Platform" }).click();
  await isAt(ada, "Platform");
  expect(await ada.page.title()).toBe("Platform · Team");
  await ada.page.reload();
  await isAt(ada, "Platform");
  await ada.page.goBack();
  await isAt(ada, "Teams");
  await ada.page.goto(`${site.url}/organization/nothing`);
  await isAt(ada, "There is no such page");
});
