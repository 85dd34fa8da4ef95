import { expect, test } from "vitest";
import { copied, inspect } from "./inspected-world.ts";
import { shared } from "./shared-browser.ts";

const world = shared();

test("the people are listed, looked for, and shown with what they are where", async () => {
  const { browser, dev } = world();
  const { page, problems } = await inspect(browser, dev, "people");
  const people = page.getByRole("listbox", { name: "People" }).getByRole("option");
  await people.nth(6).waitFor();
  expect(await people.locator("b").allTextContents()).toEqual(["ada", "grace", "bob", "vera", "olga", "root", "mary"]);
  await page.getByLabel("Look for somebody").fill("bob");
  await page.getByText("1 person").waitFor();
  const detail = page.getByRole("region", { name: "The person" });
  await detail.getByText("Globex: member").waitFor();
  expect(await detail.getByText("Acme: member").count()).toBe(1);
  expect(problems).toEqual([]);
});

test("acting as a person gives a session whose credentials work as copied, in the organization that was chosen", async () => {
  const { browser, dev } = world();
  const { page, call, problems } = await inspect(browser, dev, "people");
  await page.getByRole("option", { name: /ada@acme\.test/ }).click();
  await page.getByRole("combobox", { name: "Where" }).selectOption({ label: "Acme (owner)" });
  await page.getByRole("button", { name: "Sign in as ada@acme.test" }).click();
  const token = await copied(page, "the access token");
  expect(await (await call("GET", "/v1/users/me", { as: token })).json()).toMatchObject({ email: "ada@acme.test" });
  expect(await (await call("GET", "/v1/invitations", { as: token })).json()).toMatchObject({ data: [] });
  const refreshed = await call("POST", "/v1/auth/refresh", { body: { refreshToken: await copied(page, "the refresh token") } });
  expect(refreshed.status).toBe(200);
  const pasted = await copied(page, "for the console");
  expect(pasted).toMatch(/^localStorage\.setItem\("plinto:http:.*\); location\.reload\(\);$/);
  expect(problems).toEqual([]);
});

test("a person's app shows a code that the sign-in takes", async () => {
  const { browser, dev } = world();
  const { page, call, problems } = await inspect(browser, dev, "people");
  await page.getByRole("option", { name: /ada@acme\.test/ }).click();
  await page.getByRole("button", { name: "Sign in as ada@acme.test" }).waitFor();
  expect(await page.getByRole("heading", { name: "Authenticator app" }).count()).toBe(0);
  await page.getByRole("option", { name: /mary@globex\.test/ }).click();
  await page.getByRole("button", { name: "Show a code of the app of mary@globex.test" }).click();
  const code = await copied(page, "the code");
  const begun = (await (await call("POST", "/v1/auth/sign-in", { body: { email: "mary@globex.test", password: "plinto-demo" } })).json()) as {
    pendingToken: string;
  };
  const ended = await call("POST", "/v1/auth/continue", { as: begun.pendingToken, body: { step: "mfa", proof: { kind: "totp", code } } });
  expect(await ended.json()).toMatchObject({ status: "complete", user: { email: "mary@globex.test" } });
  expect(problems).toEqual([]);
});

// Until the sessions of the next person came, the button that shows a code stood there for the one before.
test("nothing of one person stands under the name of another while that one is asked for", async () => {
  const { browser, dev } = world();
  const { page } = await inspect(browser, dev, "people");
  await page.getByRole("option", { name: /mary@globex\.test/ }).click();
  await page.getByRole("button", { name: "Show a code of the app of mary@globex.test" }).waitFor();
  await page.route(/\/sessions\?userId=/, () => undefined);
  await page.getByRole("option", { name: /ada@acme\.test/ }).click();
  await page.getByRole("button", { name: "Sign in as ada@acme.test" }).waitFor();
  expect(await page.getByRole("region", { name: "The person" }).textContent()).not.toContain("mary");
  expect(await page.getByRole("heading", { name: "Authenticator app" }).count()).toBe(0);
});

test("a sign-in in the application is seen without asking, and is ended from here", async () => {
  const { browser, dev } = world();
  const { page, call, problems } = await inspect(browser, dev, "people");
  await page.getByRole("option", { name: /vera@acme\.test/ }).click();
  await page.getByText("Never signed in.").waitFor();
  const signIn = await call("POST", "/v1/auth/sign-in", { body: { email: "vera@acme.test", password: "plinto-demo" } });
  const { session } = (await signIn.json()) as { session: { id: string; accessToken: string } };
  await page.getByRole("option", { name: /vera.*1 signed in/ }).waitFor();
  await page.getByRole("button", { name: `Sign out the session ${session.id}` }).click();
  await page.getByText("1 session ended.").waitFor();
  await page.getByRole("cell", { name: "revoked" }).waitFor();
  expect(await (await call("GET", "/v1/users/me", { as: session.accessToken })).json()).toMatchObject({ code: "session_revoked" });
  expect(problems).toEqual([]);
});

test("a person with several sessions is signed out everywhere at once", async () => {
  const { browser, dev } = world();
  const { page, control } = await inspect(browser, dev, "people");
  const { userId } = await control.signInAs({ person: "ada" });
  await control.signInAs({ person: "ada" });
  await page.getByRole("button", { name: "Sign out everywhere" }).click();
  await page.getByText("2 sessions ended.").waitFor();
  expect((await control.listSessions({ userId })).data.map(({ status }) => status)).toEqual(["revoked", "revoked"]);
});
