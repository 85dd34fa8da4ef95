import { expect, onTestFinished, test } from "vitest";
import { startDevProgram } from "../dev-program.ts";
import { visit } from "../visit.ts";
import { inspect } from "./inspected-world.ts";
import { shared } from "./shared-browser.ts";

const world = shared();

test("the address names the pane and what is looked at, so that it can be kept", async () => {
  const { browser, dev } = world();
  const { page, control } = await inspect(browser, dev, "people");
  const bob = (await control.listPeople({ q: "bob" })).data[0]!;
  await page.getByRole("option", { name: /bob@acme\.test/ }).click();
  await expect.poll(() => new URL(page.url()).hash).toBe(`#people/${bob.id}`);
  await page.reload();
  await page.getByRole("heading", { name: bob.name! }).waitFor();
});

test("where the control plane refuses, the page says why", async () => {
  const { browser, dev } = world();
  const { page } = await visit(browser, `${dev.url}/healthz`);
  await page.route("**/__plinto", (route) =>
    route.request().isNavigationRequest() ? route.continue() : route.fulfill({ status: 403, json: { code: "host_forbidden", detail: "Not from here." } }),
  );
  await page.goto(`${dev.url}/__plinto`);
  expect(await page.getByRole("alert").textContent()).toBe("The inspector cannot show the world. Not from here.");
});

test("a world that is not there is said to be missing", async () => {
  const { browser, dev } = world();
  const { page } = await visit(browser, `${dev.url}/w/nowhere/__plinto`);
  expect(await page.getByRole("alert").textContent()).toBe(
    'The inspector cannot show the world. There is no world "nowhere". Make it with POST /__plinto/worlds.',
  );
});

test("when the mock goes away the page says so, and when it is back it goes on", async () => {
  const { browser } = world();
  const first = await startDevProgram("--clock", "virtual");
  const { page } = await visit(browser, `${first.url}/__plinto`);
  await page.getByText("live", { exact: true }).waitFor();
  await first.close();
  await page.getByText("The mock does not answer. Trying again.").waitFor();
  const again = await startDevProgram("--clock", "virtual", "--port", new URL(first.url).port);
  onTestFinished(() => again.close());
  await page.getByText("live", { exact: true }).waitFor();
  await fetch(`${again.url}/v1/health`);
  await page.keyboard.press("3");
  await page.getByRole("option", { name: /GET \/v1\/health/ }).waitFor();
});
