import { createPlinto } from "@plinto/core";
import { expect, test } from "vitest";
import { expectAccessible, type Person, visit, visitAs } from "./support/person.ts";
import { serveSite } from "./support/site.ts";
import { prepare } from "./support/suite.ts";

const suite = prepare();

/** Pages by their address and what shows that they are there. */
const pages: readonly (readonly [path: string, sign: string])[] = [
  ["/organization", "Signing in"],
  ["/organization/members", "Grace Hopper"],
  ["/organization/teams", "Engineering"],
  ["/organization/invitations", "a.rather.long.address@engineering.example.test"],
  ["/organization/roles", "Editor"],
  ["/organization/api-keys", "Nightly reports"],
  ["/organization/webhooks", "http://127.0.0.1:9/hooks"],
  ["/organization/dead-letters", "everything was delivered"],
  ["/organization/activity", "Ada Lovelace"],
  ["/organization/audit-log", "invitation.created"],
  ["/account", "New e-mail"],
  ["/account/security", "None yet. A passkey"],
  ["/account/linked-accounts", "google"],
  ["/account/sessions", "this one"],
  ["/organizations", "Nobody has invited you."],
];

/** How wide what is shown is beyond the window. */
function overhang({ page }: Person): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
}

test.for([
  ["light", 1280],
  ["dark", 1280],
  ["light", 360],
  ["dark", 360],
] as const)("every page is usable by everybody, %s and %i pixels wide", { timeout: 90_000 }, async ([colorScheme, width]) => {
  const site = await serveSite(suite.built);
  const plinto = createPlinto(site.mock.as("ada", { organization: "acme" }));
  await plinto.invitations.create({ email: "a.rather.long.address@engineering.example.test", role: "member" });
  const orgId = site.mock.seed.organizations.acme.id;
  const { id: webhookId } = await plinto.organizations.webhooks.create({ orgId, url: "http://127.0.0.1:9/hooks", events: ["team.*"] });
  const [team] = (await plinto.organizations.teams.list({ orgId, sort: "name" })).data;
  const [role] = (await plinto.roles.list({ type: "custom" })).data;
  const details: typeof pages = [
    [`/organization/teams/${team!.id}`, "Grace Hopper"],
    [`/organization/roles/${role!.id}`, "Bob Kahn"],
    [`/organization/webhooks/${webhookId}`, "Send a test event"],
  ];
  const options = { colorScheme, viewport: { width, height: 800 } };
  const stranger = await visit(suite.browser, site, "/sign-in", options);
  for (const path of ["/sign-in", "/sign-up", "/forgot-password", "/new-password", "/invitation"]) {
    await stranger.page.goto(site.url + path);
    await stranger.page.getByRole("heading", { level: 1 }).waitFor();
    await expectAccessible(stranger);
    expect([path, await overhang(stranger)]).toEqual([path, 0]);
  }
  const ada = await visitAs(suite.browser, site, "ada", "/organization", options);
  for (const [path, sign] of [...pages, ...details]) {
    await ada.page.goto(site.url + path);
    await ada.page.getByRole("main").getByText(sign).first().waitFor();
    await expectAccessible(ada);
    expect([path, await overhang(ada)]).toEqual([path, 0]);
  }
  expect([...stranger.told, ...ada.told]).toEqual([]);
});

test("the keyboard alone signs in, goes to a page, and makes a change there", async () => {
  const site = await serveSite(suite.built);
  const { page } = await visit(suite.browser, site);
  const until = async (name: string): Promise<void> => {
    for (let presses = 0; presses < 60; presses++) {
      await page.keyboard.press("Tab");
      const [text, outline] = await page.evaluate(() => {
        const at = document.activeElement as HTMLElement;
        return [at.getAttribute("aria-label") ?? (at as HTMLInputElement).labels?.[0]?.textContent ?? at.textContent, getComputedStyle(at).outlineStyle];
      });
      if (text !== name) continue;
      expect([name, outline]).toEqual([name, "solid"]);
      return;
    }
    throw new Error(`The keyboard does not reach ${name}`);
  };
  await until("E-mail");
  await page.keyboard.type("ada@acme.test");
  await until("Password");
  await page.keyboard.type("plinto-demo");
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: "Teams" }).waitFor();
  await until("Teams");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Teams", level: 1 }).waitFor();
  // Who listens hears where she is.
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe("Teams");
  await until("Create a team");
  await page.keyboard.press("Enter");
  await page.keyboard.type("Harbour");
  await page.keyboard.press("Escape");
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Create a team");
  await page.keyboard.press("Enter");
  await page.keyboard.type("Harbour");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Harbour", level: 1 }).waitFor();
});
