import { spawn, type ChildProcess } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";

// What is published: the stage `build` makes it before the tests run.
const program = fileURLToPath(new URL("../dist/main.js", import.meta.url));

/** The built program, without the conditions under which the tests themselves find sources. */
function start(...args: string[]): ChildProcess {
  const child = spawn(process.execPath, [program, ...args], { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, NODE_OPTIONS: "" } });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

async function address(child: ChildProcess): Promise<string> {
  let printed = "";
  for await (const chunk of child.stdout!.setEncoding("utf8").iterator({ destroyOnReturn: false })) {
    printed += chunk as string;
    const found = /running at (\S+)/.exec(printed)?.[1];
    if (found !== undefined) return found;
  }
  throw new Error(`plinto dev ended before it answered: ${printed}`);
}

test("the built program is one that a shell can start", () => {
  expect(readFileSync(program, "utf8").split("\n")[0]).toBe("#!/usr/bin/env node");
  if (process.platform !== "win32") expect(statSync(program).mode & 0o111).toBe(0o111);
});

test.for(["SIGTERM", "SIGINT"] as const)("plinto dev answers, and %s ends it with 0", async (signal) => {
  const child = start("dev", "--port", "0");
  const url = await address(child);
  expect(await (await fetch(`${url}/v1/health`)).json()).toMatchObject({ status: "ok" });
  const ended = once(child, "exit");
  child.kill(signal);
  expect(await ended).toEqual([0, null]);
});

// An answer that a fault held back for a minute kept the process for a minute after it was told to stop.
test("plinto dev ends although somebody still waits for an answer", async () => {
  const child = start("dev", "--port", "0");
  const url = await address(child);
  await fetch(`${url}/__plinto/faults`, { method: "POST", body: JSON.stringify({ operation: "getHealth", latencyMs: 60_000, latencyClock: "real" }) });
  const waiting = [fetch(`${url}/v1/health`), fetch(`${url}/__plinto/mailbox?to=nobody@acme.test&waitSeconds=60`)];
  const failures = Promise.allSettled(waiting);
  // The server has taken both by the time it answers a later request.
  await fetch(`${url}/healthz`);
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  expect(await ended).toEqual([0, null]);
  expect((await failures).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
});

test("a command line that is not understood ends with 2 and says so on the error stream", async () => {
  const child = start("start");
  const [error, [code]] = await Promise.all([once(child.stderr!.setEncoding("utf8"), "data"), once(child, "exit")]);
  expect([code, error[0]]).toEqual([2, 'plinto: there is no command "start". Commands: dev, listen, trigger, seed, reset, types, policy, add.\n']);
});
