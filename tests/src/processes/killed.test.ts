import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createPlinto, type Plinto } from "@plinto/core";
import { createMock } from "@plinto/mock";
import { persistToFolder } from "@plinto/mock/server";
import fc from "fast-check";
import { expect, onTestFailed, onTestFinished, test } from "vitest";

const rounds = 20;
const connections = 6;
const script = join(import.meta.dirname, "serve-kept.ts");

interface Served {
  readonly url: string;
  readonly child: ChildProcess;
}

async function serve(folder: string): Promise<Served> {
  const child = spawn(process.execPath, ["--conditions=@plinto/source", script, folder], { stdio: ["ignore", "pipe", "inherit"] });
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout!.once("data", (data: Buffer) => resolve(data.toString().trim()));
    child.once("exit", (code) => reject(new Error(`The server ended with ${code} before it answered.`)));
  });
  return { url, child };
}

async function kill({ child }: Served): Promise<void> {
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await ended;
}

/** Makes organizations until the server is gone, and returns those that were answered. */
async function write(plinto: Plinto, ownerUserId: string, answered: Set<string>): Promise<void> {
  for (;;) {
    const made = await plinto.organizations.create({ name: "Under load", ownerUserId }, { retry: { retries: 0 } }).safe();
    if (!made.ok) return;
    answered.add(made.data.id);
  }
}

test(`a server killed at ${rounds} random points under load loses nothing that it answered, and leaves nothing half done`, { timeout: 120_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), "plinto-killed-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const { secretKey } = createMock().keys;
  const seed = Date.now() & 0x7fffffff;
  onTestFailed(() => console.error(`The delays came from the seed ${seed}.`));
  const delays = fc.sample(fc.integer({ min: 5, max: 250 }), { numRuns: rounds, seed });
  const answered = new Set<string>();

  for (const delay of delays) {
    const served = await serve(folder);
    const plinto = createPlinto({ baseUrl: served.url, secretKey });
    const [owner] = (await plinto.users.list({ pageSize: 1 })).data;
    const writers = Array.from({ length: connections }, () => write(plinto, owner!.id, answered));
    await new Promise((resolve) => setTimeout(resolve, delay));
    await kill(served);
    await Promise.all(writers);

    const messages: string[] = [];
    const persist = persistToFolder(folder, { report: (message) => messages.push(message) });
    const mock = createMock({ persist });
    await mock.ready();
    const reader = createPlinto({ baseUrl: mock.baseUrl, secretKey, fetch: mock.fetch });
    const ids = new Set<string>();
    for await (const { id, name } of reader.organizations.list({ pageSize: 100 })) if (name === "Under load") ids.add(id);
    expect([...answered].filter((id) => !ids.has(id))).toEqual([]);
    // Each change is there with all that belongs to it: its owner and its event.
    const created = mock.events.filter(({ type }) => type === "organization.created").map(({ target }) => target.id);
    expect(created.toSorted()).toEqual([...ids].toSorted());
    for (const orgId of [...ids].slice(-10)) expect((await reader.organizations.members.list({ orgId })).data).toMatchObject([{ role: "owner" }]);
    expect(messages).toContainEqual(expect.stringContaining("ended without closing"));
    await persist.close();
  }
  // A round on a busy machine may be over before the first answer; that the rounds together had load is what counts.
  expect(answered.size).toBeGreaterThan(rounds);
});
