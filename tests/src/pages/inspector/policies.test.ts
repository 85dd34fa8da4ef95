import { expect, test } from "vitest";
import { inspect, type InspectedWorld } from "./inspected-world.ts";
import { shared } from "./shared-browser.ts";

const world = shared();

const deny = { effect: "deny", actions: ["audit:export"], resources: ["*"], conditions: [{ type: "not", condition: { type: "mfa" } }] };

test("a draft is tried before it is written, and the page says what decided, what failed and which proof would turn it", async () => {
  const { browser, dev } = world();
  const { page, control, problems } = await inspect(browser, dev, "policies");
  await page.getByRole("option", { name: /A new policy/ }).click();
  await page.getByLabel("Who", { exact: true }).selectOption("ada (owner)");
  await page.getByRole("button", { name: "Decide" }).click();
  await page.getByText("A policy denies it.").waitFor();
  await page.getByText("one with a second factor").waitFor();
  const traces = page.getByRole("region", { name: "What became of each policy" });
  expect(await traces.getByRole("row").nth(1).innerText()).toMatch(/A new policy decided\s+deny\s+0\s+applies\s+\/conditions\/0\/condition mfa does not hold/);
  await page.getByLabel("With a second factor").check();
  await page.getByRole("button", { name: "Decide" }).click();
  await page.getByText("A role grants it, and no policy says otherwise.").waitFor();
  expect(await traces.getByText("does not apply").count()).toBe(1);
  const { organizations } = await control.getWorld();
  expect((await control.listPolicies({ organizationId: organizations[0]!.id })).data).toEqual([]);
  expect((await control.listRequests()).data).toEqual([]);
  expect(problems).toEqual([]);
});

test("a policy that is written is in force at once, and one that is changed elsewhere is seen without asking", async () => {
  const { browser, dev } = world();
  const { page, control, call, problems } = await inspect(browser, dev, "policies");
  const { secretKey, organizations } = await control.getWorld();
  const acme = organizations.find(({ slug }) => slug === "acme")!.id;
  await page.getByLabel("Whose policies").selectOption(acme);
  await page.getByRole("option", { name: /A new policy/ }).click();
  await page.getByLabel("Name").fill("Nobody reads members");
  await page.getByLabel("Document").fill(JSON.stringify({ effect: "deny", actions: ["members:read"], resources: ["*"] }));
  await page.getByRole("button", { name: "Create the policy" }).click();
  await page.getByRole("option", { name: /Nobody reads members.*deny members:read/ }).waitFor();
  const { accessToken } = await control.signInAs({ person: "ada", organization: acme });
  const refused = await call("GET", `/v1/organizations/${acme}/members`, { as: accessToken });
  expect(await refused.json()).toMatchObject({ status: 403, code: "permission_denied", reason: "policy_deny" });
  const { data } = await control.listPolicies({ organizationId: acme });
  await control.savePolicy({ organizationId: acme, policyId: data[0]!.id, name: "Nobody reads members", status: "disabled", document: data[0]!.document });
  await page.getByRole("option", { name: /Nobody reads members.*not in force/ }).waitFor();
  await page.getByText("version 2").waitFor();
  expect((await call("GET", `/v1/organizations/${acme}/members`, { as: accessToken })).status).toBe(200);
  expect((await call("GET", `/v1/policies?pageSize=1`, { as: secretKey })).status).toBe(400);
  expect(problems).toEqual([]);
});

test("faults are told with their place, and what is no JSON with what is wrong in it", async () => {
  const { browser, dev } = world();
  const { page, problems } = await inspect(browser, dev, "policies");
  await page.getByRole("option", { name: /A new policy/ }).click();
  await page.getByLabel("Document").fill(JSON.stringify({ ...deny, conditions: [{ type: "weather" }] }));
  await page.getByRole("button", { name: "Decide" }).click();
  await page.getByText("The document has faults.").waitFor();
  await page.getByRole("listitem").filter({ hasText: "/conditions/0/type" }).waitFor();
  await page.getByLabel("Document").fill("{");
  await page.getByRole("button", { name: "Create the policy" }).click();
  await page.getByRole("alert").filter({ hasText: "The document is no JSON." }).waitFor();
  expect(problems).toEqual([]);
});

/** A policy in a new world, whose pane is opened by its key. */
async function atPeople(): Promise<InspectedWorld> {
  const { browser, dev } = world();
  return inspect(browser, dev, "people", {
    before: async ({ control }) => {
      const { organizations } = await control.getWorld();
      const document = { effect: "deny", actions: ["audit:*"], resources: ["*"] };
      await control.savePolicy({ organizationId: organizations[0]!.id, name: "No audit logs", status: "enabled", document });
    },
  });
}

// The question named nobody then, and was refused.
test("whoever asks before the members are there is answered about one of them", async () => {
  const { page, problems } = await atPeople();
  const members = Promise.withResolvers<void>();
  await page.route(/\/people\?/, async (route) => {
    await members.promise;
    await route.continue();
  });
  await page.keyboard.press("0");
  await page.getByRole("button", { name: "Decide" }).click();
  members.resolve();
  await page.getByRole("region", { name: "What became of each policy" }).waitFor();
  expect(problems).toEqual([]);
});

// A list that was read anew meanwhile took the answer away.
test("an answer comes although something happened in the world since the question", async () => {
  const { page, control, problems } = await atPeople();
  await page.keyboard.press("0");
  await page.getByRole("combobox", { name: "Who" }).getByRole("option").first().waitFor({ state: "attached" });
  const answer = Promise.withResolvers<void>();
  const asked = page.waitForRequest(/\/policies\/try/);
  await page.route(/\/policies\/try/, async (route) => {
    await answer.promise;
    await route.continue();
  });
  await page.getByRole("button", { name: "Decide" }).click();
  await asked;
  const readAnew = page.waitForResponse(/\/policies\?/);
  await control.signInAs({ person: "ada" });
  await readAnew;
  answer.resolve();
  await page.getByRole("region", { name: "What became of each policy" }).waitFor();
  expect(problems).toEqual([]);
});
