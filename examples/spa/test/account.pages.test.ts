import { createPlinto } from "@plinto/core";
import { expect, test } from "vitest";
import { isAt, signIn, visit, visitAs } from "./support/person.ts";
import { serveSite } from "./support/site.ts";
import { prepare } from "./support/suite.ts";

const suite = prepare();

test("a new name is everywhere at once", async () => {
  const site = await serveSite(suite.built);
  const ada = await visitAs(suite.browser, site, "ada", "/account");
  await ada.page.getByLabel("Name").fill("Ada King");
  await ada.page.getByRole("button", { name: "Save" }).click();
  await ada.page.getByRole("link", { name: "Ada King" }).waitFor();
  expect(ada.told).toEqual([]);
});

test("an e-mail is changed by the token that was mailed to the new address", async () => {
  const site = await serveSite(suite.built);
  const ada = await visitAs(suite.browser, site, "ada", "/account");
  await ada.page.getByLabel("New e-mail").fill("ada@example.test");
  await ada.page.getByRole("button", { name: "Change the e-mail" }).click();
  const { token } = await site.mock.mailbox.waitFor({ to: "ada@example.test", kind: "email_change" });
  await ada.page.getByRole("button", { name: "I have the token of the mail" }).click();
  await ada.page.getByLabel("Token").fill(token!);
  await ada.page.getByRole("button", { name: "Confirm" }).click();
  await ada.page.getByText("ada@example.test, confirmed").waitFor();
});

test("a changed password signs in, and the old one does not", async () => {
  const site = await serveSite(suite.built);
  const ada = await visitAs(suite.browser, site, "ada", "/account/security");
  await ada.page.getByLabel("Present password").fill("not it");
  await ada.page.getByLabel("New password").fill("a kite over the sea");
  await ada.page.getByRole("button", { name: "Change the password" }).click();
  expect(await ada.page.getByRole("alert").textContent()).toBe("The password is not right.");
  await ada.page.getByLabel("Present password").fill("plinto-demo");
  await ada.page.getByRole("button", { name: "Change the password" }).click();
  await ada.page.getByText("The password is changed.").waitFor();
  const other = await visit(suite.browser, site);
  await signIn(other, { email: "ada@acme.test", password: "a kite over the sea" });
  await isAt(other, "Acme");
});

test("an authenticator app is set up with a QR code, and taken away again", async () => {
  const site = await serveSite(suite.built);
  const ada = await visitAs(suite.browser, site, "ada", "/account/security");
  await ada.page.getByRole("button", { name: "Set up an authenticator app" }).click();
  await ada.page.getByRole("img", { name: "The code that your app scans" }).waitFor();
  await ada.page.getByLabel("Code of your app").fill("000000");
  await ada.page.getByRole("button", { name: "Turn it on" }).click();
  expect(await ada.page.getByRole("alert").textContent()).toBe("That code is not right.");
  await ada.page.getByLabel("Code of your app").fill(site.mock.totp("ada"));
  await ada.page.getByRole("button", { name: "Turn it on" }).click();
  await ada.page.getByRole("group", { name: "Recovery codes" }).getByRole("button", { name: "I have kept it" }).click();
  await ada.page.getByText("10 left").waitFor();
  await ada.page.getByRole("button", { name: "Remove the authenticator app" }).click();
  await ada.page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await ada.page.getByText("No authenticator app.").waitFor();
  expect(ada.told).toEqual([]);
});

test("another session is seen and ended", async () => {
  const site = await serveSite(suite.built);
  const ada = await visitAs(suite.browser, site, "ada", "/account/sessions");
  const phone = await visitAs(suite.browser, site, "ada", "/organization", { userAgent: "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Safari/605" });
  const row = ada.page.getByRole("list", { name: "Sessions" }).getByRole("listitem").filter({ hasText: "Safari on iPhone" });
  await row.getByRole("button", { name: "Sign out" }).click();
  await row.waitFor({ state: "detached" });
  await phone.page.getByText("Your session has ended.").waitFor();
  expect(await ada.page.getByRole("list", { name: "Sessions" }).getByText("this one").count()).toBe(1);
  await ada.page.getByText(/^127\.0\.0\.1, last active .+, by password$/).waitFor();
});

test("a device is trusted and forgotten", async () => {
  const site = await serveSite(suite.built);
  const ada = await visitAs(suite.browser, site, "ada", "/account/sessions");
  const devices = ada.page.getByRole("list", { name: "Devices" });
  await devices.getByRole("button", { name: /^Trust/ }).click();
  await devices.getByText("trusted", { exact: true }).waitFor();
  await devices.getByRole("button", { name: /^Forget/ }).click();
  await ada.page.getByRole("dialog").getByRole("button", { name: "Forget" }).click();
  await ada.page.getByText("None is known.").waitFor();
  expect(ada.told).toEqual([]);
});

test("an account at a provider is linked and unlinked", async () => {
  const site = await serveSite(suite.built);
  const ada = await visitAs(suite.browser, site, "ada", "/account/linked-accounts");
  await ada.page.getByRole("button", { name: "Link GitHub" }).click();
  // The page of the provider: which account, and whether the application may know it.
  await ada.page.getByRole("button", { name: "Ada Lovelace" }).click();
  await ada.page.getByRole("button", { name: "Continue" }).click();
  const list = ada.page.getByRole("list", { name: "Linked accounts" });
  await list.getByText("github", { exact: true }).waitFor();
  expect(new URL(ada.page.url()).search).toBe("");
  await ada.page.getByRole("button", { name: "Unlink github" }).click();
  await ada.page.getByRole("dialog").getByRole("button", { name: "Unlink" }).click();
  await list.getByText("github", { exact: true }).waitFor({ state: "detached" });
  expect(ada.told).toEqual([]);
});

test("one moves between organizations, and sees of each what is there", async () => {
  const site = await serveSite(suite.built);
  const globex = createPlinto(site.mock.as("olga", { organization: "globex" }));
  await globex.organizations.teams.create({ orgId: site.mock.seed.organizations.globex.id, name: "Rockets" });
  const bob = await visitAs(suite.browser, site, "bob", "/organization/teams");
  await bob.page.getByText("Engineering").waitFor();
  await bob.page.getByRole("combobox", { name: "Organization", exact: true }).selectOption("Globex");
  await bob.page.getByText("Rockets").waitFor();
  expect(await bob.page.getByText("Engineering").count()).toBe(0);
  expect(bob.told).toEqual([]);
});
