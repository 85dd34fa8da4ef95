import { expect, test } from "vitest";
import { copied, inspect } from "./inspected-world.ts";
import { shared } from "./shared-browser.ts";

const world = shared();

test("a message appears as it is sent, with its code to copy and its words in a frame", async () => {
  const { browser, dev } = world();
  const { page, call, problems } = await inspect(browser, dev, "mailbox");
  await page.getByText("No message.").waitFor();
  await call("POST", "/v1/auth/otp", { body: { email: "vera@acme.test" } });
  await page.getByRole("option", { name: /vera@acme\.test · code \d{6}/ }).waitFor();
  const code = await copied(page, "the code");
  expect(code).toMatch(/^\d{6}$/);
  await page.frameLocator("iframe").getByText(`your code is ${code}`).waitFor();
  const verified = await call("POST", "/v1/auth/otp/verify", { body: { email: "vera@acme.test", code } });
  expect(verified.status).toBe(200);
  expect(problems).toEqual([]);
});

test("the link of a message opens in a window of its own", async () => {
  const { browser, dev } = world();
  const { page, call, control } = await inspect(browser, dev, "mailbox");
  await call("POST", "/v1/auth/password/forgot", { body: { email: "ada@acme.test" } });
  const link = page.getByRole("link", { name: "Open the link of this message" });
  await link.waitFor();
  const [message] = (await control.listMail()).data;
  expect([await link.getAttribute("href"), await link.getAttribute("target")]).toEqual([message!.link, "_blank"]);
  const inside = page.frameLocator("iframe").getByRole("link");
  expect(await inside.getAttribute("href")).toBe(message!.link);
});

// Words of an organization are HTML that somebody wrote.
test("a message with scripts, handlers, forms and pictures of other hosts does nothing to the page", async () => {
  const { browser, dev } = world();
  const { page, call, control, problems } = await inspect(browser, dev, "mailbox");
  const [organization] = (await control.getWorld()).organizations;
  const { secretKey } = await control.getWorld();
  const html = [
    `<p id="said">Read me, {{name}}</p>`,
    `<script>top.document.title = "taken"; fetch("https://elsewhere.test/script");</script>`,
    `<img src="https://elsewhere.test/pixel" onerror="top.document.title = 'taken'">`,
    `<form action="https://elsewhere.test/form"><button>Send</button></form>`,
    `<iframe src="https://elsewhere.test/frame"></iframe>`,
    `<link rel="stylesheet" href="https://elsewhere.test/style">`,
  ].join("");
  const template = `/v1/organizations/${organization!.id}/email/templates/invitation`;
  const set = await call("PUT", template, { as: secretKey, body: { subject: "Hostile", text: null, html: html.replace("{{name}}", "{{inviter}}") } });
  expect(set.status).toBe(200);
  const { accessToken } = await control.signInAs({ person: "ada", organization: "acme" });
  const invited = await call("POST", "/v1/invitations", { as: accessToken, body: { email: "kay@newcomer.test" } });
  expect(invited.status).toBe(201);
  const frame = page.frameLocator("iframe");
  await frame.locator("#said").waitFor();
  await frame.getByRole("button", { name: "Send" }).click();
  expect(await page.title()).toBe("Plinto inspector");
  // Chromium says what it refused; nothing was asked for.
  expect(problems.filter((problem) => problem.startsWith("asked for"))).toEqual([]);
  expect(problems.filter((problem) => !/^error: .*(?:sandbox|Content Security Policy)/i.test(problem))).toEqual([]);
});

test("messages are looked for by address, subject and kind", async () => {
  const { browser, dev } = world();
  const { page, call } = await inspect(browser, dev, "mailbox");
  for (const email of ["ada@acme.test", "bob@acme.test"]) await call("POST", "/v1/auth/otp", { body: { email } });
  await call("POST", "/v1/auth/password/forgot", { body: { email: "bob@acme.test" } });
  const messages = page.getByRole("option");
  await messages.nth(2).waitFor();
  for (const [wanted, count] of [
    ["bob@", 2],
    ["reset your", 1],
    ["otp", 2],
    ["nothing like this", 0],
  ] as const) {
    await page.getByLabel("Look for a message").fill(wanted);
    await expect.poll(() => messages.count()).toBe(count);
  }
});
