import { mkdirSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { plinto, startDev } from "./fake-terminal.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** A built application. */
function application(): string {
  const folder = `${temporaryFolder()}/dist`;
  mkdirSync(`${folder}/assets`, { recursive: true });
  writeFileSync(`${folder}/index.html`, "<title>Shop</title>");
  writeFileSync(`${folder}/assets/shop.js`, "export {};");
  writeFileSync(`${folder}/../secret.txt`, "not of the application");
  return folder;
}

test("--app serves a built application below /app/, and tells where", async () => {
  const { url, terminal } = await startDev("--app", application());
  expect(terminal.lines[1]).toBe(`  application    ${url.replace("127.0.0.1", "localhost")}/app/`);
  const page = await fetch(`${url}/app/`);
  expect([page.status, page.headers.get("content-type"), await page.text()]).toEqual([200, "text/html; charset=utf-8", "<title>Shop</title>"]);
  const script = await fetch(`${url}/app/assets/shop.js`);
  expect([script.status, script.headers.get("content-type")]).toEqual([200, "text/javascript; charset=utf-8"]);
});

test("the pages that the application makes up itself are its index.html, and a file that is missing is missing", async () => {
  const { url } = await startDev("--app", application());
  expect(await (await fetch(`${url}/app/teams/team_1`)).text()).toBe("<title>Shop</title>");
  expect((await fetch(`${url}/app`, { redirect: "manual" })).headers.get("location")).toBe("/app/");
  expect((await fetch(`${url}/app/assets/gone.js`)).status).toBe(404);
});

test("no address leads out of the application's folder", async () => {
  const { url } = await startDev("--app", application());
  for (const address of ["..%2fsecret.txt", "assets/..%2f..%2fsecret.txt", "%2e%2e%2fsecret.txt", "%"]) {
    const answer = await fetch(`${url}/app/${address}`);
    expect([address, answer.status]).toEqual([address, 404]);
  }
});

test("a folder without an application is refused, with what to do", async () => {
  expect(await plinto("dev", "--app", "nowhere")).toMatchObject({
    code: 2,
    error: expect.stringContaining('plinto dev: There is no index.html in "nowhere". Build the application, for the path /app/, first.'),
  });
});
