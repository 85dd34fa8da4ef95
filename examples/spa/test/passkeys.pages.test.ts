import { expect, test } from "vitest";
import { giveAuthenticator } from "./support/authenticator.ts";
import { expectAccessible, isAt, visitAs } from "./support/person.ts";
import { serveSite } from "./support/site.ts";
import { prepare } from "./support/suite.ts";

const suite = prepare();

test("a passkey is added, its recovery codes are shown once, and it signs in", async () => {
  const site = await serveSite(suite.built);
  const ada = await visitAs(suite.browser, site, "ada", "/account/security");
  await giveAuthenticator(ada);
  await ada.page.getByRole("button", { name: "Add a passkey" }).click();
  const codes = ada.page.getByRole("group", { name: "Recovery codes" });
  expect((await codes.locator("pre").textContent())?.split("\n")).toHaveLength(10);
  await expectAccessible(ada);
  await codes.getByRole("button", { name: "I have kept it" }).click();
  const list = ada.page.getByRole("list", { name: "Passkeys" });
  expect(await list.getByRole("listitem").count()).toBe(1);

  // From then on the browser offers it by itself, in the autofill of the e-mail; here its owner touches it at once.
  await ada.page.getByRole("button", { name: "Sign out" }).click();
  await expect
    .poll(() => site.mock.requests.filter(({ operationId }) => operationId === "passkeyAuthenticationVerify").map(({ status }) => status))
    .toEqual([200]);
  await isAt(ada, "Security");
  expect(ada.told).toEqual([]);
});

test("what wants a fresh proof asks for it, and goes on when it is given", async () => {
  const site = await serveSite(suite.built);
  const ada = await visitAs(suite.browser, site, "ada", "/account/security");
  await giveAuthenticator(ada);
  await ada.page.getByRole("button", { name: "Add a passkey" }).click();
  await ada.page.getByRole("button", { name: "I have kept it" }).click();
  await site.mock.clock.advance("20m");
  await ada.page.getByRole("button", { name: /^Rename/ }).click();
  await ada.page.getByRole("dialog").getByLabel("Name").fill("The phone");
  await ada.page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await ada.page.getByRole("dialog").waitFor({ state: "hidden" });
  await ada.page.getByRole("button", { name: "Remove The phone" }).click();
  await ada.page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  const proof = ada.page.getByRole("dialog", { name: "Prove that it is you" });
  await expectAccessible(ada);
  await proof.getByRole("button", { name: "Use your passkey" }).click();
  await ada.page.getByText("None yet. A passkey signs you in").waitFor();
  expect(ada.told).toEqual([]);
});

test("who closes the question for a fresh proof changes nothing, and is told nothing", async () => {
  const site = await serveSite(suite.built);
  const ada = await visitAs(suite.browser, site, "ada", "/account/linked-accounts");
  await site.mock.clock.advance("20m");
  await ada.page.getByRole("button", { name: "Unlink google" }).click();
  await ada.page
    .getByRole("dialog", { name: /^Unlink google/ })
    .getByRole("button", { name: "Unlink" })
    .click();
  await ada.page.getByRole("dialog", { name: "Prove that it is you" }).waitFor();
  await ada.page.keyboard.press("Escape");
  await ada.page.getByRole("dialog", { name: "Prove that it is you" }).waitFor({ state: "hidden" });
  expect(await ada.page.getByRole("alert").count()).toBe(0);
  await ada.page.keyboard.press("Escape");
  expect(await ada.page.getByRole("list", { name: "Linked accounts" }).getByRole("listitem").count()).toBe(1);
});
