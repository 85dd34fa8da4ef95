import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { signIn, startChromium, visit } from "./browser.ts";

/** What `npm run dev` starts, on free ports: where it says to be, and whom it says to sign in as. */
async function startDev(): Promise<{ url: string; email: string; password: string; child: ChildProcess }> {
  const child = spawn(process.execPath, [path.join("scripts", "dev.ts"), "--port", "0"], {
    cwd: path.join(import.meta.dirname, ".."),
    env: { ...process.env, NODE_ENV: "development", NODE_OPTIONS: "", NO_COLOR: "1", PLINTO_PORT: "0" },
  });
  onTestFinished(() => void child.kill("SIGTERM"));
  let said = "";
  return new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => {
        said += text;
        const [, url] = /Local: +(\S+)\n[^]*Ready in/.exec(said) ?? [];
        const [, email, password] = /Sign in as (\S+) with (\S+)\.\n/.exec(said) ?? [];
        if (url && email && password) resolve({ url, email, password, child });
      });
    child.once("close", () => reject(new Error(`The program ended:\n${said}`)));
  });
}

// Only React for development tells of attributes that differ, and mounts everything twice.
test("by one command it runs offline, pages are taken over from the server without a warning, and it ends when it is told to", async () => {
  const { url, child, ...person } = await startDev();
  const browser = await startChromium();
  onTestFinished(() => browser.close());
  const { page, context, asked } = await visit(browser, `${url}/sign-in`, {}, 60_000);
  await signIn(page, person);
  await page.waitForURL(`${url}/`);
  await page.getByRole("button", { name: "Work at Acme" }).click();
  await page.getByRole("banner").getByText("· Acme").waitFor();
  for (const [at, heading] of [
    ["/", "Hello Ada Lovelace"],
    ["/members", "Members"],
    ["/billing", "Billing"],
  ] as const) {
    await page.goto(url + at);
    await page.getByRole("heading", { name: heading }).waitFor();
    await page.waitForLoadState("networkidle");
  }
  // Mounted twice, what was begun once too often is taken back: the window that is looked at again asks once.
  await context.addInitScript(() => {
    const [begun, ended]: [string[], string[]] = [[], []];
    Object.assign(globalThis, { begun, ended });
    const [add, remove] = [addEventListener.bind(globalThis), removeEventListener.bind(globalThis)];
    const note = (list: string[], type: string, listener: unknown): unknown => type === "focus" && String(listener).includes("getSession") && list.push(type);
    globalThis.addEventListener = ((type: string, ...rest: [never, never]) => (note(begun, type, rest[0]), add(type, ...rest))) as never;
    globalThis.removeEventListener = ((type: string, ...rest: [never, never]) => (note(ended, type, rest[0]), remove(type, ...rest))) as never;
  });
  await page.goto(`${url}/members`);
  await page.getByRole("heading", { name: "Invite somebody" }).waitFor();
  await page.waitForLoadState("networkidle");
  const counts = (): Promise<number[]> =>
    page.evaluate(() => ["begun", "ended"].map((name) => (globalThis as never as Record<string, string[]>)[name]!.length));
  expect(await counts()).toEqual([2, 1]);
  const before = asked.length;
  await page.evaluate(() => dispatchEvent(new Event("focus")));
  await page.waitForLoadState("networkidle");
  expect(asked.slice(before).filter((call) => call.endsWith("/v1/auth/session"))).toHaveLength(1);
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("heading", { name: "Welcome" }).waitFor();
  await context.close();
  const ended = once(child, "close");
  child.kill("SIGTERM");
  await ended;
  expect(child.exitCode).toBe(0);
}, 180_000);
