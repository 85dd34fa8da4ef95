import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { createPlintoAdmin, type PlintoAdmin } from "../src/index.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** An API with so many rows of audit log, made as they are asked for, that notes what was asked and may refuse from a row on. */
function longLog(rows: number, refusedFrom: number = rows): { admin: PlintoAdmin; asked: URLSearchParams[] } {
  const asked: URLSearchParams[] = [];
  const fetch = async (url: string): Promise<Response> => {
    const query = new URL(url).searchParams;
    asked.push(query);
    const size = Number(query.get("pageSize"));
    const from = Number(query.get("cursor") ?? 0);
    if (from >= refusedFrom) return Response.json({ code: "permission_denied", title: "Refused", status: 403 }, { status: 403 });
    const data = Array.from({ length: Math.min(size, rows - from) }, (_, index) => ({
      id: `aud_${from + index}`,
      action: "member.added",
      note: "x".repeat(200),
    }));
    return Response.json({ data, nextCursor: from + size < rows ? String(from + size) : null, prevCursor: null });
  };
  return { admin: createPlintoAdmin({ baseUrl: "https://api.example.test", secretKey: "sk_test_audit", fetch }), asked };
}

test("100,000 rows are streamed one by one, in pages of 1,000, in the memory of a few pages", { timeout: 60_000 }, async () => {
  const { admin, asked } = longLog(100_000);
  const alive = new Set<WeakRef<object>>();
  const counts: number[] = [];
  let rows = 0;
  for await (const row of admin.audit.stream()) {
    // One row of each page stands for it: what is left of them is what memory holds.
    if (rows % 1_000 === 0) alive.add(new WeakRef(row));
    rows += 1;
    if (rows % 20_000 === 0) {
      await new Promise((resolve) => setImmediate(resolve));
      collectGarbage();
      counts.push([...alive].filter((reference) => reference.deref() !== undefined).length);
    }
  }
  expect(rows).toBe(100_000);
  expect(asked).toHaveLength(100);
  expect(Math.max(...counts)).toBeLessThanOrEqual(3);
});

test("the next page is asked for while one is handled, and no page more", async () => {
  const { admin, asked } = longLog(5_000);
  const stream = admin.audit.stream();
  await stream.next();
  expect(asked.map((query) => query.get("cursor"))).toEqual([null, "1000"]);
  await stream.return();
  expect(asked).toHaveLength(2);
});

test("filters and the size of pages are passed on", async () => {
  const { admin, asked } = longLog(30);
  const ids: string[] = [];
  for await (const { id } of admin.audit.stream({ action: "member.added", pageSize: 10 })) ids.push(id);
  expect(ids).toEqual(Array.from({ length: 30 }, (_, index) => `aud_${index}`));
  expect(asked.map((query) => query.toString())).toEqual([
    "pageSize=10&action=member.added",
    "pageSize=10&action=member.added&cursor=10",
    "pageSize=10&action=member.added&cursor=20",
  ]);
});

test("a page that cannot be had ends the stream with its error, after the rows before it", async () => {
  const { admin } = longLog(5_000, 2_000);
  let rows = 0;
  const read = async (): Promise<void> => {
    for await (const { id } of admin.audit.stream()) rows += id === `aud_${rows}` ? 1 : 0;
  };
  await expect(read()).rejects.toMatchObject({ code: "permission_denied", status: 403, operationId: "listAuditLogs" });
  expect(rows).toBe(2_000);
});

test("whoever aborts it gets the error of an aborted call", async () => {
  const { admin } = longLog(5_000);
  const ending = new AbortController();
  const read = async (): Promise<void> => {
    for await (const row of admin.audit.stream({}, { signal: ending.signal })) if (row.id === "aud_1500") ending.abort();
  };
  await expect(read()).rejects.toMatchObject({ kind: "abort", code: "aborted" });
});
