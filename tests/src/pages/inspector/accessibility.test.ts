import axe from "axe-core";
import type { Page } from "playwright";
import { expect, test } from "vitest";
import { look } from "../visit.ts";
import { inspect, type InspectedWorld } from "./inspected-world.ts";
import { openSocket } from "./open-socket.ts";
import { shared } from "./shared-browser.ts";

const world = shared();

const panes = ["people", "mailbox", "requests", "ledger", "faults", "clock", "snapshots", "worlds", "templates", "policies", "sockets"];

/** Gives every pane something to show. */
async function fill({ control, call, url }: Pick<InspectedWorld, "control" | "call" | "url">): Promise<void> {
  const { accessToken } = await control.signInAs({ person: "vera" });
  await control.signInAs({ person: "ada" });
  await control.signInAs({ person: "ada" });
  await call("POST", "/v1/auth/otp", { body: { email: "bob@acme.test" } });
  await control.addFault({ operation: "getHealth", status: 503 });
  await control.takeSnapshot({ name: "before" });
  const { organizations } = await control.getWorld();
  const document = { effect: "deny", actions: ["audit:*"], resources: ["*"], conditions: [{ type: "not", condition: { type: "mfa" } }] };
  await control.savePolicy({ organizationId: organizations[0]!.id, name: "Audit logs with a second factor", status: "enabled", document });
  await openSocket(url, accessToken, [`organization:${organizations[0]!.id}`]);
  await call("PATCH", `/v1/organizations/${organizations[0]!.id}`, { as: accessToken, body: { name: "Mine" } });
}

/** What axe finds wrong with a page, by rule, and where. */
async function faultsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run(document, { iframes: false });
    return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(" ")}`));
  });
}

for (const colorScheme of ["light", "dark"] as const) {
  test.for(panes)(`axe finds nothing wrong with the pane %s in ${colorScheme} colours`, async (pane) => {
    const { browser, dev } = world();
    const { page, problems } = await inspect(browser, dev, pane, { colorScheme, before: fill });
    if (pane === "people") {
      await page.getByRole("button", { name: /^Sign in as/ }).click();
      await page.getByText("A real session").waitFor();
    }
    if (pane === "policies") {
      await page.getByRole("button", { name: "Decide" }).click();
      await page.getByRole("region", { name: "What became of each policy" }).waitFor();
    }
    if (pane === "requests") await page.getByText("Why it was refused").waitFor();
    expect(await faultsOf(page)).toEqual([]);
    expect(problems).toEqual([]);
  });
}

test("axe finds nothing wrong with the page that tells the keys", async () => {
  const { browser, dev } = world();
  const { page } = await inspect(browser, dev, "people");
  await page.getByRole("button", { name: "Show the keys" }).click();
  expect(await faultsOf(page)).toEqual([]);
});

test.for([
  ["light", 235, 255],
  ["dark", 0, 45],
] as const)("the inspector is %s where the reader wants it so", async ([colorScheme, from, to]) => {
  const { browser, dev } = world();
  const { page } = await inspect(browser, dev, "people", { colorScheme });
  await page.getByRole("option").first().waitFor();
  const { colours, background } = await look(page);
  expect(colours).toBeGreaterThan(50);
  expect(background).toBeGreaterThanOrEqual(from);
  expect(background).toBeLessThanOrEqual(to);
});

test.for(panes)("on a small screen nothing of the pane %s is cut off", async (pane) => {
  const { browser, dev } = world();
  const { page } = await inspect(browser, dev, pane, { viewport: { width: 320, height: 640 }, before: fill });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
});
