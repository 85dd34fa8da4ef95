import { readFileSync } from "node:fs";
import type { Browser } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inRoot } from "../../../tooling/src/root.ts";
import { startDevProgram, type DevProgram } from "./dev-program.ts";
import { look, startChromium, visit } from "./visit.ts";

const description = JSON.parse(readFileSync(inRoot("spec", "dist", "plinto.openapi.json"), "utf8")) as { tags: { name: string }[] };

let browser: Browser;
let dev: DevProgram;

beforeAll(async () => {
  [browser, dev] = await Promise.all([startChromium(), startDevProgram()]);
});

afterAll(async () => {
  await Promise.all([browser.close(), dev.close()]);
});

/** What the explorer calls the place of an operation, in its address and, with a prefix, in its elements. */
const createOrganization = "tag/organizations/POST/v1/organizations";

test("the explorer lists every resource of the description and asks no other host for anything", async () => {
  const { page, problems } = await visit(browser, `${dev.url}/docs`);
  const sidebar = page.getByRole("complementary", { name: "Sidebar for Plinto" });
  for (const { name } of description.tags) await sidebar.getByText(name, { exact: true }).first().waitFor();
  expect(problems).toEqual([]);
});

test("an operation is shown with its path, its fields and its errors", async () => {
  const { page, problems } = await visit(browser, `${dev.url}/docs#${createOrganization}`);
  for (const part of ["", ".body.name", ".body.slug", ".responses.201", ".responses.409"])
    await page.locator(`[id="api-1/${createOrganization}${part}"]`).waitFor({ state: "attached" });
  await page.getByRole("heading", { name: "Create an organization" }).first().waitFor();
  expect(problems).toEqual([]);
});

// Optional parameters were filled in with their examples, so that every request named an organization that nobody has.
test("an operation can be tried, with the key of the environment filled in", async () => {
  const { page, problems } = await visit(browser, `${dev.url}/docs#tag/users/GET/v1/users`);
  await page.getByRole("button", { name: "Test Request (get /v1/users)" }).click();
  const answered = page.waitForResponse((response) => new URL(response.url()).pathname === "/v1/users");
  await page.getByRole("button", { name: /^Send/ }).first().click();
  const response = await answered;
  expect(response.status()).toBe(200);
  expect(((await response.json()) as { data: unknown[] }).data).toHaveLength(7);
  expect(problems).toEqual([]);
});

test("the explorer is dark where the reader wants it so", async () => {
  const { page } = await visit(browser, `${dev.url}/docs`, { colorScheme: "dark" });
  await page.getByText("environment", { exact: true }).first().waitFor();
  const { colours, background } = await look(page);
  expect(colours).toBeGreaterThan(50);
  expect(background).toBeLessThanOrEqual(40);
});
