import { measure, micro, noiseOf, ratio, type Contender, type Measured, type Row } from "./round.ts";
import { call, firstOf, rename, worldOf } from "./worlds.ts";

const few = 1000;
const many = 100_000;

/** What size costs: snapshots and forks, a write after one, a page of a list, and everything once much has been written. */
export async function sizeRows(): Promise<Row[]> {
  const [tiny, small, large] = [await worldOf(100), await worldOf(few), await worldOf(many)];
  return [...(await copyRows(small, large)), ...(await snapshotRows(small, large)), ...(await listRows(tiny, large)), ...(await growthRows())];
}

type World = Awaited<ReturnType<typeof worldOf>>;

async function copyRows(small: World, large: World): Promise<Row[]> {
  const copy = (name: string, make: () => unknown): Contender => ({
    name,
    run: async (calls) => {
      for (let done = 0; done < calls; done += 1) make();
    },
  });
  const measured = await measure(
    [
      copy(`snapshot at ${few} organizations`, () => small.snapshot()),
      copy(`snapshot at ${many} organizations`, () => large.snapshot()),
      copy(`fork at ${few} organizations`, () => small.fork()),
      copy(`fork at ${many} organizations`, () => large.fork()),
    ],
    500,
    24,
  );
  return measured.map(({ name, medianMicroseconds, spread }) => ({
    path: name,
    value: `${medianMicroseconds.toFixed(2)} µs`,
    must: "≤ 20 µs",
    held: medianMicroseconds <= 20,
    noise: noiseOf("itself", spread),
  }));
}

async function snapshotRows(small: World, large: World): Promise<Row[]> {
  let number = 0;
  const write = (name: string, mock: World, before: () => void): Contender => ({
    name,
    async run(calls) {
      const orgId = firstOf(mock);
      for (let done = 0; done < calls; done += 1) {
        before();
        await rename(mock, orgId, (number += 1));
      }
    },
  });
  const [plainSmall, plainLarge, afterSmall, afterLarge] = (await measure(
    [
      write("small", small, () => {}),
      write("large", large, () => {}),
      write("small after snapshot", small, () => void small.snapshot()),
      write("large after snapshot", large, () => void large.snapshot()),
    ],
    300,
    24,
  )) as [Measured, Measured, Measured, Measured];
  const row = (path: string, measured: Measured, baseline: Measured): Row => {
    const value = measured.medianMicroseconds / baseline.medianMicroseconds;
    return {
      path,
      value: `${ratio(value)} (${micro(measured.medianMicroseconds)} to ${micro(baseline.medianMicroseconds)})`,
      must: "≤ 1.5 ×",
      held: value <= 1.5,
      noise: noiseOf("the baseline", baseline.spread),
    };
  };
  return [
    row(`first write after a snapshot ÷ a write without, ${few} organizations`, afterSmall, plainSmall),
    row(`first write after a snapshot ÷ a write without, ${many} organizations`, afterLarge, plainLarge),
    row(`first write after a snapshot at ${many} organizations ÷ at ${few}`, afterLarge, afterSmall),
  ];
}

async function listRows(tiny: World, large: World): Promise<Row[]> {
  const list = (name: string, mock: World, path: string): Contender => ({
    name,
    async run(calls) {
      for (let done = 0; done < calls; done += 1) await call(mock, "GET", path);
    },
  });
  // Fifty pages into the list, so that a page is not only cheap because it is the first.
  const deep = await pagesIn(large, 50);
  const [ofFew, ofMany, deepIn] = (await measure(
    [
      list("few", tiny, "/v1/organizations?pageSize=100"),
      list("many", large, "/v1/organizations?pageSize=100"),
      list("deep", large, `/v1/organizations?pageSize=100&cursor=${deep}`),
    ],
    100,
    24,
  )) as [Measured, Measured, Measured];
  return [
    { name: `page of 100 out of ${many} organizations ÷ out of 100`, measured: ofMany },
    { name: `page 51 of ${many} organizations ÷ the only page of 100`, measured: deepIn },
  ].map(({ name, measured }) => {
    const value = measured.medianMicroseconds / ofFew.medianMicroseconds;
    return {
      path: name,
      value: `${ratio(value)} (${micro(measured.medianMicroseconds)} to ${micro(ofFew.medianMicroseconds)})`,
      must: "≤ 1.5 ×",
      held: value <= 1.5,
      noise: noiseOf("the baseline", ofFew.spread),
    };
  });
}

async function pagesIn(mock: World, pages: number): Promise<string> {
  let cursor = "";
  for (let page = 0; page < pages; page += 1) {
    const text = await call(mock, "GET", `/v1/organizations?pageSize=100${cursor === "" ? "" : `&cursor=${cursor}`}`);
    cursor = encodeURIComponent((JSON.parse(text) as { nextCursor: string }).nextCursor);
  }
  return cursor;
}

async function growthRows(): Promise<Row[]> {
  let number = 0;
  const [young, old] = [await worldOf(2), await worldOf(2)];
  // Both have the same seed, and so the same ids.
  const id = firstOf(young);
  for (let write = 0; write < few; write += 1) await rename(young, id, (number += 1));
  for (let write = 0; write < many; write += 1) await rename(old, id, (number += 1));
  const read = (name: string, mock: World): Contender => ({
    name,
    async run(calls) {
      for (let done = 0; done < calls; done += 1) await call(mock, "GET", `/v1/organizations/${id}`);
    },
  });
  const write = (name: string, mock: World): Contender => ({
    name,
    async run(calls) {
      for (let done = 0; done < calls; done += 1) await rename(mock, id, (number += 1));
    },
  });
  const [writeYoung, writeOld, readYoung, readOld] = (await measure(
    [write("write young", young), write("write old", old), read("read young", young), read("read old", old)],
    300,
    24,
  )) as [Measured, Measured, Measured, Measured];
  return [
    { path: `a write after ${many} writes ÷ after ${few}`, measured: writeOld, baseline: writeYoung },
    { path: `a read after ${many} writes ÷ after ${few}`, measured: readOld, baseline: readYoung },
  ].map(({ path, measured, baseline }) => {
    const value = measured.medianMicroseconds / baseline.medianMicroseconds;
    return {
      path,
      value: `${ratio(value)} (${micro(measured.medianMicroseconds)} to ${micro(baseline.medianMicroseconds)})`,
      must: "≤ 1.5 ×",
      held: value <= 1.5,
      noise: noiseOf("the baseline", baseline.spread),
    };
  });
}
