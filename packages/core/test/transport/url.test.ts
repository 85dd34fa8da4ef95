import fc from "fast-check";
import { expect, test } from "vitest";
import { buildUrl } from "../../src/transport/url.ts";

test.each<[given: object, want: string]>([
  [{}, ""],
  [{ q: "a b&c" }, "?q=a%20b%26c"],
  [{ status: ["active", "invited"] }, "?status=active&status=invited"],
  [{ createdAt: { gte: "2030-01-01T00:00:00Z", lt: "2031-01-01" } }, "?createdAt[gte]=2030-01-01T00%3A00%3A00Z&createdAt[lt]=2031-01-01"],
  [{ createdAt: { gte: new Date(0) } }, "?createdAt[gte]=1970-01-01T00%3A00%3A00.000Z"],
  [{ archived: false, pageSize: 0 }, "?archived=false&pageSize=0"],
  [{ cursor: undefined, q: null, tags: [] }, ""],
  [{ "a&b": 1 }, "?a%26b=1"],
])("serialises the query %j", (query, want) => {
  expect(buildUrl("https://api.test", "/v1/members", {}, query, "listMembers")).toBe(`https://api.test/v1/members${want}`);
});

test("any id comes back from the path as it went in, and stays one segment", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: "grapheme" }), (id) => {
      fc.pre(!/^\.{1,2}$/.test(id));
      const url = new URL(buildUrl("https://api.test/w/one", "/v1/users/{userId}/x", { userId: id }, {}, "getUser"));
      const segments = url.pathname.split("/");
      expect(segments).toHaveLength(7);
      expect(decodeURIComponent(segments[5] as string)).toBe(id);
    }),
  );
});

test("any query value comes back as it went in", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ minLength: 1 }), fc.string()), (query) => {
      const url = buildUrl("https://api.test", "/v1/users", {}, query, "listUsers");
      const names = Object.keys(query);
      expect(Object.fromEntries(new URL(url).searchParams)).toEqual(Object.fromEntries(names.map((name) => [name, query[name]])));
    }),
  );
});
