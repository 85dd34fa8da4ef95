import fc from "fast-check";
import { expect, test } from "vitest";
import { callList } from "../src/operation.ts";
import { operations, rejection, transportKit } from "./support/fixtures.ts";
import { settled } from "./support/manual-clock.ts";
import { unhandled } from "./support/unhandled.ts";
import { json, problem } from "./support/scripted-server.ts";

/** A server that holds `total` members and gives them in pages. */
function membersKit(total: number, size: number) {
  const kit = transportKit();
  kit.server.on("GET /v1/organizations/org_1/members", ({ query }) => {
    const start = Number(query.get("cursor") ?? 0);
    const data = Array.from({ length: Math.min(size, total - start) }, (_, index) => start + index);
    const end = start + data.length;
    return json({ data, nextCursor: end < total ? `${end}` : null, prevCursor: start > 0 ? `${start - size}` : null });
  });
  const list = (options?: object) => callList<number, unknown>(kit.client, operations.listMembers, { orgId: "org_1", status: "active" }, options);
  return { ...kit, list };
}

test("gives the first page when awaited, with one request", async () => {
  const { list, server } = membersKit(5, 2);
  expect(await list()).toEqual({ data: [0, 1], nextCursor: "2", prevCursor: null });
  expect(server.seen).toHaveLength(1);
});

test("iterates over all items, reusing the first page and keeping filters and options", async () => {
  const { list, server } = membersKit(5, 2);
  const members = [];
  for await (const member of list({ headers: { "x-note": "hello" } })) members.push(member);
  expect(members).toEqual([0, 1, 2, 3, 4]);
  expect(server.seen.map(({ query }) => query.get("cursor"))).toEqual([null, "2", "4"]);
  expect(server.seen.every(({ query, headers }) => query.get("status") === "active" && headers.get("x-note") === "hello")).toBe(true);
});

test("asks for no page that is not needed", async () => {
  const { list, server } = membersKit(100, 10);
  for await (const member of list()) if (member === 12) break;
  expect(server.seen).toHaveLength(2);
});

test("yields pages", async () => {
  const { list } = membersKit(3, 2);
  const sizes = [];
  for await (const page of list().pages()) sizes.push(page.data.length);
  expect(sizes).toEqual([2, 1]);
});

test("collects any list up to max, in order, with no request too many", async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: 40 }), fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 50 }), async (total, size, max) => {
      const { list, server } = membersKit(total, size);
      const items = await list().toArray({ max });
      expect(items).toEqual(Array.from({ length: Math.min(total, max) }, (_, index) => index));
      expect(server.seen.length).toBe(Math.max(1, Math.ceil(items.length / size)));
    }),
    { numRuns: 50 },
  );
});

test.each([undefined, {}, { max: 0 }, { max: 1.5 }, { max: 10_001 }, { max: "10" }])("refuses toArray(%j)", async (options) => {
  const { list } = membersKit(3, 2);
  const error = await rejection(list().toArray(options as never));
  expect(error).toMatchObject({ kind: "config", code: "max_invalid" });
  expect(error.message).toBe('toArray needs { max } from 1 to 10000; use "for await" for more');
});

test("a refused toArray leaves no unhandled rejection of the page behind", async () => {
  const { list, server } = membersKit(3, 2);
  server.on("GET /v1/organizations/org_1/members", () => problem(403, "permission_denied"));
  expect(
    await unhandled(async () => {
      await rejection(list().toArray({ max: 0 }));
      await settled();
    }),
  ).toEqual([]);
});

test("throws the error of whichever page fails", async () => {
  const { list, server } = membersKit(5, 2);
  server.on(
    "GET /v1/organizations/org_1/members",
    () => json({ data: [1], nextCursor: "x", prevCursor: null }),
    () => problem(400, "cursor_invalid"),
  );
  const seen: number[] = [];
  const error = await rejection(
    (async () => {
      for await (const member of list()) seen.push(member);
    })(),
  );
  expect(seen).toEqual([1]);
  expect(error.code).toBe("cursor_invalid");
});

test("safe() gives the first page or its error", async () => {
  const { list, server } = membersKit(5, 2);
  expect(await list().safe()).toMatchObject({ ok: true, data: { data: [0, 1] } });
  server.on("GET /v1/organizations/org_1/members", () => problem(403, "permission_denied"));
  expect(await list().safe()).toMatchObject({ ok: false, error: { code: "permission_denied" } });
});
