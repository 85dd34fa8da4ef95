import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createMock, type Mock, type Seed } from "@plinto/mock";
import { persistToFolder } from "@plinto/mock/server";
import { measure, type Contender, type Measured, type Row } from "./round.ts";

/** What it costs to keep the state in a folder: each write beside one that keeps nothing, and a start from what was kept. */
export async function persistenceRows(): Promise<Row[]> {
  return [await writeRow(), await startRow()];
}

async function writeRow(): Promise<Row> {
  return inFolder(async (folder) => {
    const persist = persistToFolder(folder);
    const [without, kept] = (await measure(
      [await writer("without", createMock({ seed: people })), await writer("kept", createMock({ seed: people, persist }))],
      300,
      9,
    )) as [Measured, Measured];
    await persist.close();
    const value = kept.medianMicroseconds / without.medianMicroseconds;
    return {
      path: "a write kept in a folder ÷ the same in memory",
      value: `${value.toFixed(2)} × (${kept.medianMicroseconds.toFixed(0)} µs)`,
      must: "≤ 2 ×",
      held: value <= 2,
    };
  });
}

const people = { users: { ada: { email: "ada@acme.test" } }, organizations: { acme: { owner: "ada" } } } as const satisfies Seed;

async function writer(name: string, mock: Mock<typeof people>): Promise<Contender> {
  await mock.ready();
  const url = `${mock.baseUrl}/v1/organizations/${mock.seed.organizations.acme.id}`;
  const headers = { authorization: `Bearer ${mock.keys.secretKey}`, "content-type": "application/json" };
  let written = 0;
  return {
    name,
    async run(calls) {
      for (let call = 0; call < calls; call += 1) {
        written += 1;
        const response = await mock.fetch(url, { method: "PATCH", headers, body: JSON.stringify({ name: `Acme ${written}` }) });
        if (response.status !== 200) throw new Error(`a write was answered with ${response.status}`);
        await response.text();
      }
    },
  };
}

// Each organization of a seed is two rows: itself and its owner's membership.
const organizations = 50_000;

async function startRow(): Promise<Row> {
  return inFolder(async (folder) => {
    const first = persistToFolder(folder);
    const seed: Seed = {
      users: { ada: { email: "ada@acme.test" } },
      organizations: Object.fromEntries(Array.from({ length: organizations }, (_, index) => [`o${index}`, { owner: "ada" }])),
    };
    await createMock({ persist: first, seed }).ready();
    await first.close();
    const times: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      const persist = persistToFolder(folder);
      const begun = performance.now();
      await createMock({ persist, seed: "empty" }).ready();
      times.push(performance.now() - begun);
      await persist.close();
    }
    const value = times.toSorted((a, b) => a - b)[2]!;
    return { path: "start from a folder with 100,000 rows", value: `${value.toFixed(0)} ms`, must: "≤ 2000 ms", held: value <= 2_000 };
  });
}

async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), "plinto-bench-"));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
