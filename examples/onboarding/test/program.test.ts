import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createMock, type Mock } from "@plinto/mock";
import { serveMock } from "@plinto/mock/server";
import { createPlintoAdmin, type PlintoAdmin } from "@plinto/node";
import { expect, onTestFinished, test } from "vitest";
import { toCsv } from "../src/csv.ts";
import { inventory, manyTenants } from "./world.ts";

interface Place {
  readonly mock: Mock;
  readonly admin: PlintoAdmin;
  readonly results: string;
  start(...options: string[]): ChildProcess;
}

/** A folder with a file of tenants, and a Plinto that answers. */
async function placeWith(count: number): Promise<Place> {
  const mock = createMock({ seed: "empty" });
  const served = await serveMock(mock);
  onTestFinished(() => served.close());
  const folder = mkdtempSync(path.join(tmpdir(), "plinto-onboarding-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const [file, results] = [path.join(folder, "tenants.csv"), path.join(folder, "results.csv")];
  const rows = manyTenants(count).map(({ customer, name, slug, ownerEmail, ownerName, admins }) => [
    customer,
    name,
    slug,
    ownerEmail,
    ownerName,
    admins.join(";"),
  ]);
  writeFileSync(file, toCsv([["customer", "name", "slug", "owner_email", "owner_name", "admins"], ...rows]));
  const program = path.join(import.meta.dirname, "..", "src", "main.ts");
  return {
    mock,
    results,
    admin: createPlintoAdmin({ baseUrl: served.url, secretKey: mock.keys.secretKey }),
    start(...options) {
      const child = spawn(process.execPath, ["--conditions=@plinto/source", program, file, "--results", results, ...options], {
        stdio: ["ignore", "pipe", "inherit"],
        env: { ...process.env, NODE_OPTIONS: "", PLINTO_URL: served.url, PLINTO_SECRET_KEY: mock.keys.secretKey },
      });
      onTestFinished(() => void child.kill("SIGKILL"));
      return child;
    },
  };
}

/** Resolves when a program has said something. */
function says(child: ChildProcess, wanted: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = "";
    child.stdout!.on("data", (chunk: Buffer) => (said += chunk.toString()).includes(wanted) && resolve());
    child.once("close", () => reject(new Error(`The program ended without saying ${wanted}:\n${said}`)));
  });
}

async function toItsEnd(child: ChildProcess): Promise<{ code: unknown; last: string }> {
  let said = "";
  child.stdout!.setEncoding("utf8").on("data", (text: string) => (said += text));
  const [code] = await once(child, "close");
  return { code, last: said.trimEnd().split("\n").at(-1)! };
}

test("the program ends with 1 while a row fails and with 0 when all are there, and writes the results", async () => {
  const { mock, start, results } = await placeWith(3);
  mock.faults.add({ operation: "createOrganization", code: "permission_denied", times: 1 });
  expect(await toItsEnd(start())).toEqual({ code: 1, last: "Correct what failed and run it again: what is there stays as it is." });
  expect(
    readFileSync(results, "utf8")
      .split("\n")
      .filter((line) => line.includes(",permission_denied,")).length,
  ).toBe(1);
  expect(await toItsEnd(start())).toMatchObject({ code: 0 });
  expect(readFileSync(results, "utf8")).not.toContain("permission_denied");
});

test("killed in the middle and started again, it does nothing twice", async () => {
  const { mock, admin, start } = await placeWith(12);
  const slow = mock.faults.add({ operation: "createOrganization", latencyMs: 50, latencyClock: "real" });
  const killed = start("--concurrency", "3");
  const ended = once(killed, "exit");
  await says(killed, "4/12");
  killed.kill("SIGKILL");
  await ended;
  slow();
  const { organizations } = await inventory(mock, admin);
  expect(organizations).toBeGreaterThanOrEqual(4);
  expect(organizations).toBeLessThan(12);
  expect(await toItsEnd(start())).toMatchObject({ code: 0 });
  expect(await inventory(mock, admin)).toEqual({ users: 2, organizations: 12, invitations: 24 });
});

test("an interrupt begins nothing further, writes the results and says how to go on", async () => {
  const { mock, start, results } = await placeWith(12);
  mock.faults.add({ operation: "createOrganization", latencyMs: 50, latencyClock: "real" });
  const child = start("--concurrency", "2");
  const ended = toItsEnd(child);
  await says(child, "2/12");
  child.kill("SIGINT");
  expect(await ended).toEqual({ code: 1, last: "Ended before the last. Run it again to go on." });
  expect(readFileSync(results, "utf8").trimEnd().split("\n").length).toBeLessThan(13);
});
