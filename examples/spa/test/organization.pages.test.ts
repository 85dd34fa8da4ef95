import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { readFile } from "node:fs/promises";
import { expect, onTestFinished, test } from "vitest";
import { expectAccessible, isAt, visitAs } from "./support/person.ts";
import { serveSite } from "./support/site.ts";
import { prepare } from "./support/suite.ts";

const suite = prepare();

test("a team is made, somebody joins it and leaves it, and it is deleted", async () => {
  const site = await serveSite(suite.built);
  const ada = await visitAs(suite.browser, site, "ada", "/organization/teams");
  await ada.page.getByRole("button", { name: "Create a team" }).click();
  await ada.page.getByRole("dialog").getByLabel("Name").fill("Harbour");
  await ada.page.getByRole("dialog").getByRole("button", { name: "Create" }).click();
  await isAt(ada, "Harbour");
  await ada.page.getByLabel("Member", { exact: true }).selectOption("Bob Kahn");
  await ada.page.getByRole("button", { name: "Add to the team" }).click();
  const members = ada.page.getByRole("list", { name: "Members of the team" });
  await members.getByText("Bob Kahn").waitFor();
  await members.getByRole("button", { name: "Take out Bob Kahn" }).click();
  await ada.page.getByText("Nobody yet.").waitFor();
  await ada.page.getByRole("button", { name: "Delete the team" }).click();
  await ada.page.getByRole("dialog").getByRole("button", { name: "Delete the team" }).click();
  await isAt(ada, "Teams");
  await ada.page.getByText("Engineering").waitFor();
  expect(await ada.page.getByText("Harbour").count()).toBe(0);
  expect(ada.told).toEqual([]);
});

test("a role is made of permissions and given to somebody, who then may what it allows", async () => {
  const site = await serveSite(suite.built);
  const vera = await visitAs(suite.browser, site, "vera");
  expect(await vera.page.getByRole("link", { name: "Audit log" }).count()).toBe(0);
  const ada = await visitAs(suite.browser, site, "ada", "/organization/roles");
  await ada.page.getByRole("button", { name: "Create a role" }).click();
  const dialog = ada.page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("Auditor");
  await dialog.getByRole("checkbox", { name: "audit:read" }).check();
  await expectAccessible(ada);
  await dialog.getByRole("button", { name: "Create" }).click();
  await isAt(ada, "Auditor");
  await ada.page.getByLabel("Member", { exact: true }).selectOption("Vera Rubin");
  await ada.page.getByRole("button", { name: "Give the role" }).click();
  await ada.page.getByRole("list", { name: "Who has it" }).getByText("Vera Rubin").waitFor();
  await ada.page.getByRole("link", { name: "Members" }).click();
  await ada.page.getByText("Also: Auditor").waitFor();
  await vera.page.getByRole("link", { name: "Audit log" }).click();
  await isAt(vera, "Audit log");
  expect([...ada.told, ...vera.told]).toEqual([]);
});

test("an invitation is sent again and taken back", async () => {
  const site = await serveSite(suite.built);
  const ada = await visitAs(suite.browser, site, "ada", "/organization/invitations");
  await ada.page.getByRole("button", { name: "Invite somebody" }).click();
  const dialog = ada.page.getByRole("dialog");
  await dialog.getByLabel("E-mail").fill("bob@acme.test");
  await dialog.getByRole("button", { name: "Invite" }).click();
  expect(await dialog.getByRole("alert").textContent()).toBe("Somebody with this e-mail is a member already.");
  await dialog.getByLabel("E-mail").fill("lin@example.test");
  await dialog.getByRole("button", { name: "Invite" }).click();
  await ada.page.getByRole("button", { name: "Send again to lin@example.test" }).click();
  await ada.page.getByText("The mail is on its way again.").waitFor();
  expect(site.mock.mailbox.messages.filter(({ to }) => to === "lin@example.test")).toHaveLength(2);
  await ada.page.getByRole("button", { name: "Take back the invitation of lin@example.test" }).click();
  await ada.page.getByRole("dialog").getByRole("button", { name: "Take back" }).click();
  await ada.page.getByText("There is none.").waitFor();
  await ada.page.getByLabel("Status").selectOption("Revoked");
  await ada.page.getByText("lin@example.test").waitFor();
});

test("a key is shown once, works, is rotated and deleted", async () => {
  const site = await serveSite(suite.built);
  const ada = await visitAs(suite.browser, site, "ada", "/organization/api-keys");
  await ada.page.getByRole("button", { name: "Create a key" }).click();
  const dialog = ada.page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("Importer");
  await dialog.getByRole("checkbox", { name: "members:read" }).check();
  await dialog.getByRole("button", { name: "Create" }).click();
  const shown = ada.page.getByRole("group", { name: "The key" });
  const key = await shown.locator("pre").textContent();
  const call = async (secret: string | null): Promise<number> =>
    (
      await site.mock.fetch(`${site.mock.baseUrl}/v1/organizations/${site.mock.seed.organizations.acme.id}/members`, {
        headers: { authorization: `Bearer ${secret}` },
      })
    ).status;
  expect(await call(key)).toBe(200);
  await shown.getByRole("button", { name: "I have kept it" }).click();
  expect(await ada.page.getByText(key!).count()).toBe(0);
  await ada.page.getByRole("button", { name: "Rotate Importer" }).click();
  await dialog.getByLabel("The present secret").selectOption("ends at once");
  await dialog.getByRole("button", { name: "Rotate" }).click();
  const rotated = await shown.locator("pre").textContent();
  expect([rotated === key, await call(key), await call(rotated)]).toEqual([false, 401, 200]);
  await ada.page.getByRole("button", { name: "Usage of Importer" }).click();
  await ada.page.getByRole("dialog").getByText("listMembers: 2").waitFor();
  await ada.page.keyboard.press("Escape");
  await ada.page.getByRole("button", { name: "Delete Importer" }).click();
  await ada.page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await ada.page.getByRole("button", { name: "Delete Importer" }).waitFor({ state: "detached" });
  expect(await call(rotated)).toBe(401);
  expect(ada.told).toEqual([]);
});

test("what a webhook does not take becomes a dead letter, and is delivered when it is sent again", async () => {
  const taken: string[] = [];
  let isWell = false;
  const receiver = createServer((request, response) => {
    if (isWell) taken.push(String(request.headers["webhook-id"]));
    response.writeHead(isWell ? 204 : 410).end();
  }).listen(0, "127.0.0.1");
  onTestFinished(() => void receiver.close());
  const site = await serveSite(suite.built);
  const ada = await visitAs(suite.browser, site, "ada", "/organization/webhooks");
  await ada.page.getByRole("button", { name: "Add a webhook" }).click();
  const dialog = ada.page.getByRole("dialog");
  await dialog.getByLabel("Address").fill(`http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hooks`);
  await dialog.getByLabel("Events").fill("nothing.ever");
  await dialog.getByRole("button", { name: "Add" }).click();
  expect(await dialog.getByRole("alert").textContent()).toContain("There is no such event.");
  await dialog.getByLabel("Events").fill("team.*");
  await dialog.getByRole("button", { name: "Add" }).click();
  await ada.page
    .getByRole("group", { name: "The signing secret" })
    .getByText(/^whsec_/)
    .waitFor();

  await ada.page.getByRole("link", { name: "Teams" }).click();
  await ada.page.getByRole("button", { name: "Create a team" }).click();
  await dialog.getByLabel("Name").fill("Harbour");
  await dialog.getByRole("button", { name: "Create" }).click();
  await isAt(ada, "Harbour");
  const letters = ada.page.getByRole("list", { name: "Dead letters" }).getByRole("listitem");
  await expect.poll(() => site.mock.events.some(({ type }) => type === "webhook.dead_lettered")).toBe(true);
  await ada.page.getByRole("link", { name: "Dead letters" }).click();
  await letters.getByText("team.created").waitFor();
  await letters.getByText("1 attempt").click();
  await letters.getByText(/410/).waitFor();

  // The endpoint said that it is gone, so it was disabled: it is turned on again first.
  isWell = true;
  await ada.page.getByRole("link", { name: "Webhooks" }).click();
  await ada.page.getByRole("link", { name: /\/hooks$/ }).click();
  await ada.page.getByLabel("Status").first().selectOption("active");
  await ada.page.getByRole("button", { name: "Save" }).click();
  await ada.page.getByText("active", { exact: true }).waitFor();
  await ada.page.getByRole("link", { name: "Dead letters" }).click();
  await letters.getByRole("button", { name: "Send again" }).click();
  await ada.page.getByText("There is none: everything was delivered.").waitFor();
  await expect.poll(() => taken.length).toBe(1);
  await ada.page.goBack();
  await ada.page.getByRole("list", { name: "Deliveries" }).getByText("delivered", { exact: true }).waitFor();
  expect(ada.told).toEqual([]);
});

test("the audit log is filtered, checked and exported", async () => {
  const site = await serveSite(suite.built);
  const ada = await visitAs(suite.browser, site, "ada", "/organization/members");
  await ada.page.getByRole("button", { name: "Suspend Bob Kahn" }).click();
  await ada.page.getByText("suspended").waitFor();
  await ada.page.getByRole("link", { name: "Audit log" }).click();
  const rows = ada.page.getByRole("list", { name: "Audit log" }).getByRole("listitem");
  await rows.filter({ hasText: "member.suspended" }).waitFor();
  const all = await rows.count();
  const filter = ada.page.getByRole("form", { name: "Filter" });
  await filter.getByLabel("Action").selectOption("member.suspended");
  await filter.getByLabel("From").fill("2020-01-01");
  await filter.getByRole("button", { name: "Filter" }).click();
  await expect.poll(() => rows.count()).toBe(1);
  expect(all).toBeGreaterThan(1);
  await rows.getByText("member Bob Kahn").click();
  await rows.locator("pre").waitFor();
  await ada.page.getByRole("button", { name: "Check that nothing was changed" }).click();
  await ada.page.getByText(/^All \d+ entries are as they were written\.$/).waitFor();
  await ada.page.getByRole("button", { name: "Export" }).click();
  const dialog = ada.page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Export" }).click();
  await dialog.getByText("1 entry").waitFor();
  const [download] = await Promise.all([ada.page.waitForEvent("download"), dialog.getByRole("link", { name: "audit-log.csv" }).click()]);
  expect(download.suggestedFilename()).toBe("audit-log.csv");
  const lines = (await readFile(await download.path(), "utf8")).trim().split(/\r?\n/);
  expect(lines).toHaveLength(2);
  expect(lines[1]).toContain("member.suspended");
  await dialog.waitFor({ state: "hidden" });
  expect(ada.told).toEqual([]);
});

test("activity shows what somebody else does, while one looks at it", async () => {
  const site = await serveSite(suite.built);
  const [ada, grace] = await Promise.all([
    visitAs(suite.browser, site, "ada", "/organization/activity"),
    visitAs(suite.browser, site, "grace", "/organization/members"),
  ]);
  await ada.page.getByRole("list", { name: "Activity" }).waitFor();
  await grace.page.getByRole("combobox", { name: "Role of Vera Rubin" }).selectOption("member");
  await ada.page
    .getByRole("listitem")
    .filter({ hasText: /Vera Rubin/ })
    .filter({ hasText: "Grace Hopper" })
    .waitFor();
});

test("the settings of an organization are changed, it is handed over, and left", async () => {
  const site = await serveSite(suite.built);
  const ada = await visitAs(suite.browser, site, "ada");
  await ada.page.getByRole("textbox", { name: "Name", exact: true }).fill("Acme Labs");
  await ada.page.getByRole("button", { name: "Save the name" }).click();
  await isAt(ada, "Acme Labs");
  await ada.page.getByRole("combobox", { name: "Organization", exact: true }).getByText("Acme Labs").waitFor({ state: "attached" });
  await ada.page.getByLabel("Invitations are good for, in days").fill("3");
  await ada.page.getByRole("button", { name: "Save the settings" }).click();
  await ada.page.getByText("Saved.").waitFor();
  await ada.page.getByLabel("New owner").selectOption("Grace Hopper");
  await ada.page.getByRole("button", { name: "Hand it over" }).click();
  await ada.page.getByRole("dialog").getByRole("button", { name: "Hand it over" }).click();
  await ada.page.getByRole("button", { name: "Leave Acme Labs" }).click();
  await ada.page.getByRole("dialog").getByRole("button", { name: "Leave" }).click();
  await ada.page.getByText("You are in none yet.").waitFor();
  expect(ada.told).toEqual([]);
});

test("a viewer sees what she may, and of the rest only that she may not", async () => {
  const site = await serveSite(suite.built);
  const vera = await visitAs(suite.browser, site, "vera", "/organization/members");
  await vera.page.getByText("Grace Hopper").waitFor();
  expect(await vera.page.getByRole("button", { name: /Remove|Suspend|Invite/ }).count()).toBe(0);
  await vera.page.goto(`${site.url}/organization/api-keys`);
  await vera.page.getByText("Your role in this organization does not let you see this.").waitFor();
  expect(vera.told).toEqual([]);
});
