import { expect, test } from "vitest";
import { expectAccessible, isAt, visit } from "./support/person.ts";
import { serveSite } from "./support/site.ts";
import { prepare } from "./support/suite.ts";

const suite = prepare();

test("from sign-up to removing a member: two people at two browsers, and each sees at once what the other did", { timeout: 60_000 }, async () => {
  const site = await serveSite(suite.built);
  const lin = await visit(suite.browser, site, "/sign-up");

  // Lin makes an account and an organization.
  await lin.page.getByLabel("Name").fill("Lin Wei");
  await lin.page.getByLabel("E-mail").fill("lin@example.test");
  await lin.page.getByLabel("Password").fill("correct horse battery");
  await lin.page.getByRole("button", { name: "Create the account" }).click();
  const { code } = await site.mock.mailbox.waitFor({ to: "lin@example.test", kind: "email_verification" });
  await lin.page.getByLabel("Code").fill(code!);
  await lin.page.getByRole("button", { name: "Confirm" }).click();
  await lin.page.getByText("You are in none yet.").waitFor();
  await lin.page.getByRole("button", { name: "Create an organization" }).click();
  await lin.page.getByRole("dialog").getByLabel("Name").fill("Paper Boats");
  await lin.page.getByRole("dialog").getByRole("button", { name: "Create" }).click();
  await isAt(lin, "Paper Boats");

  // She invites Sam, who has no account.
  await lin.page.getByRole("link", { name: "Members" }).click();
  await lin.page.getByRole("button", { name: "Invite somebody" }).click();
  const dialog = lin.page.getByRole("dialog");
  await dialog.getByLabel("E-mail").fill("sam@example.test");
  await dialog.getByLabel("Role").selectOption("member");
  await dialog.getByRole("button", { name: "Invite" }).click();
  await dialog.waitFor({ state: "hidden" });
  const mail = await site.mock.mailbox.waitFor({ to: "sam@example.test", kind: "invitation" });
  const sam = await visit(suite.browser, site);
  await sam.page.goto(mail.link!);
  await isAt(sam, "Join Paper Boats");
  expect(new URL(sam.page.url()).hash).toBe("");
  await sam.page.getByLabel("Name").fill("Sam Okoro");
  await sam.page.getByLabel("Password").fill("a boat made of paper");
  await sam.page.getByRole("button", { name: "Continue" }).click();
  await isAt(sam, "Paper Boats");
  for (const { page } of [lin, sam])
    await page.evaluate(() => {
      Object.assign(globalThis, { looks: 0 });
      for (const type of ["visibilitychange", "online"]) window.addEventListener(type, () => ((globalThis as unknown as { looks: number }).looks += 1));
    });

  // Lin has looked at her members all the while, and Sam is there.
  const row = lin.page.getByRole("list", { name: "Members" }).getByRole("listitem").filter({ hasText: "Sam Okoro" });
  await row.waitFor();
  await expectAccessible(lin);

  // She makes him an admin, and he sees what admins see.
  expect(await sam.page.getByRole("link", { name: "Audit log" }).count()).toBe(0);
  await lin.page.getByRole("combobox", { name: "Role of Sam Okoro" }).selectOption("admin");
  await sam.page.getByRole("link", { name: "Audit log" }).waitFor();

  // He makes a team, and Lin sees it come; it goes while she looks at what happens.
  await lin.page.getByRole("link", { name: "Teams" }).click();
  await lin.page.getByText("There is none yet.").waitFor();
  await sam.page.getByRole("link", { name: "Teams" }).click();
  await sam.page.getByRole("button", { name: "Create a team" }).click();
  await sam.page.getByRole("dialog").getByLabel("Name").fill("Folders");
  await sam.page.getByRole("dialog").getByRole("button", { name: "Create" }).click();
  await isAt(sam, "Folders");
  await lin.page.getByRole("link", { name: "Folders" }).waitFor();
  await lin.page.getByRole("link", { name: "Activity" }).click();
  const activity = lin.page.getByRole("list", { name: "Activity" }).getByRole("listitem").filter({ hasText: "Folders" }).filter({ hasText: "Sam Okoro," });
  await activity.waitFor();
  await lin.page.getByText("live", { exact: true }).waitFor();
  await sam.page.getByRole("button", { name: "Delete the team" }).click();
  await sam.page.getByRole("dialog").getByRole("button", { name: "Delete the team" }).click();
  await isAt(sam, "Teams");
  await expect.poll(() => activity.count()).toBe(2);
  await lin.page.getByRole("link", { name: "Members" }).click();

  // She removes him, and he is out.
  await lin.page.getByRole("button", { name: "Remove Sam Okoro" }).click();
  await lin.page.getByRole("dialog", { name: "Remove Sam Okoro from Paper Boats?" }).getByRole("button", { name: "Remove" }).click();
  await row.waitFor({ state: "detached" });
  await sam.page.getByText("You are no longer in Paper Boats.").waitFor();
  await sam.page.getByText("You are in none yet.").waitFor();
  expect(await sam.page.getByRole("link", { name: "Members" }).count()).toBe(0);
  // All of it on pages that were never loaded anew, nor looked at again.
  for (const { page } of [lin, sam]) expect(await page.evaluate(() => (globalThis as unknown as { looks?: number }).looks)).toBe(0);
  expect([...lin.told, ...sam.told]).toEqual([]);
});
