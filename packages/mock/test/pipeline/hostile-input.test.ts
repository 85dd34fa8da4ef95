import fc from "fast-check";
import { expect, test } from "vitest";
import { operationTable } from "../../src/generated/operation-table.ts";
import { createMock, type Mock } from "../../src/index.ts";
import { graphql } from "../../src/graphql/engine.ts";
import type { OperationRow } from "../../src/operation-row.ts";
import { loadOpenApi } from "../../src/pipeline/openapi.ts";
import { accessTokenOf } from "../api.ts";

/** What no operation may fall over: each alone in every place that takes input. */
const hostile: readonly unknown[] = [
  null,
  true,
  -1,
  0.1,
  1e308,
  "",
  " ",
  "\u0000",
  "\u202e",
  "é".repeat(5000),
  "../../etc",
  "' OR 1=1 --",
  "${7*7}",
  "%00",
  "NaN",
  "2026-02-30T00:00:00Z",
  "usr_",
  "org_00000000000000000000000000",
  [],
  [[]],
  [null],
  {},
  { a: { b: {} } },
  { $ref: "#" },
];

const texts = fc.oneof(fc.string({ unit: "binary", maxLength: 40 }), fc.constantFrom(...hostile.filter((value) => typeof value === "string")));
const values = fc.oneof(fc.constantFrom(...hostile), fc.jsonValue({ maxDepth: 3 }), texts);

/** A path of the operation with ids of the seed, or with something hostile in their place. */
function pathOf(row: OperationRow, mock: Mock, replacement: string | undefined): string {
  const { users, organizations } = mock.seed as { users: Record<string, { id: string }>; organizations: Record<string, { id: string }> };
  return row.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    if (replacement !== undefined) return encodeURIComponent(replacement.toWellFormed()) || "x";
    if (name === "orgId") return organizations["acme"]!.id;
    if (name === "userId") return users["bob"]!.id;
    return `${name.slice(0, 3)}_01j00000000000000000000000`;
  });
}

/** The bodies that the description shows for each operation. */
async function exampleBodies(): Promise<ReadonlyMap<string, unknown>> {
  type Described = { operationId: string; requestBody?: { content: Record<string, { examples: Record<string, { value: unknown }> }> } };
  const { paths } = (await loadOpenApi()) as { paths: Record<string, Record<string, Described>> };
  const described = Object.values(paths).flatMap((item) => Object.values(item).filter((operation) => operation.requestBody));
  return new Map(described.map(({ operationId, requestBody }) => [operationId, Object.values(Object.values(requestBody!.content)[0]!.examples)[0]!.value]));
}

/** A copy of a body in which the place that `choice` falls on holds another value. */
function spoiled(body: unknown, choice: number, value: unknown): unknown {
  const copy = structuredClone({ body }) as Record<string, unknown>;
  const places: (readonly [holder: Record<string, unknown>, name: string])[] = [];
  const visit = (holder: Record<string, unknown>): void => {
    for (const [name, inner] of Object.entries(holder)) {
      places.push([holder, name]);
      if (typeof inner === "object" && inner !== null) visit(inner as Record<string, unknown>);
    }
  };
  visit(copy);
  const [holder, name] = places[choice % places.length]!;
  holder[name] = value;
  return copy["body"];
}

test("no operation breaks on hostile input: every answer is no server error, and every refusal is a problem", async () => {
  const mock = createMock({ clock: "virtual", graphql });
  const token = await accessTokenOf(mock, "ada");
  const before = mock.snapshot();
  const examples = await exampleBodies();
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...Object.values(operationTable)),
      fc.constantFrom(mock.keys.secretKey, token),
      fc.option(texts, { nil: undefined, freq: 3 }),
      fc.array(fc.tuple(fc.oneof(fc.constantFrom("pageSize", "cursor", "sort", "q", "status", "createdAt[gte]"), texts), texts), { maxLength: 2 }),
      fc.nat(),
      values,
      async (row, credential, parameter, query, choice, value) => {
        const search = query.map(([name, text]) => `${encodeURIComponent(name.toWellFormed())}=${encodeURIComponent(text.toWellFormed())}`).join("&");
        const response = await mock.fetch(`${mock.baseUrl}${pathOf(row, mock, parameter)}${search === "" || row.method !== "GET" ? "" : `?${search}`}`, {
          method: row.method,
          headers: { authorization: `Bearer ${credential}`, "content-type": "application/json" },
          ...(row.body ? { body: JSON.stringify(spoiled(examples.get(row.id), choice, value)) } : {}),
        });
        const text = await response.text();
        expect(`${row.id} ${response.status} ${text}`).not.toMatch(/^\w+ 5/);
        if (response.status >= 400) {
          expect(response.headers.get("content-type")).toBe("application/problem+json");
          expect(JSON.parse(text)).toMatchObject({ status: response.status, code: expect.any(String) });
        } else await mock.restore(before);
      },
    ),
    { numRuns: 2000 },
  );
}, 60_000);

test("every field of every body, wrong in every way, is refused without a trace in the state", async () => {
  const mock = createMock({ clock: "virtual" });
  await mock.ready();
  const before = JSON.stringify(mock.exportSnapshot().tables["users"]);
  const writes = Object.values(operationTable).filter((row) => row.body && row.schemes.includes("environmentKey"));
  expect(writes.length).toBeGreaterThan(10);
  for (const row of writes) {
    for (const body of [{ "": 1 }, { unknown: 1 }, { id: "usr_1" }, { version: {} }, { role: {}, unknown: [] }]) {
      const response = await mock.fetch(mock.baseUrl + pathOf(row, mock, undefined), {
        method: row.method,
        headers: { authorization: `Bearer ${mock.keys.secretKey}`, "content-type": "application/json" },
        body: JSON.stringify(body),
      });
      expect({ operation: row.id, body: await response.json() }).toMatchObject({ operation: row.id, body: { code: "validation_failed" } });
    }
  }
  expect(JSON.stringify(mock.exportSnapshot().tables["users"])).toBe(before);
  expect(mock.events).toEqual([]);
});

test("headers of any length and content are answered, and what is kept of them is bounded", async () => {
  const mock = createMock();
  const { email, password } = mock.seed.users.ada;
  const long = "x".repeat(1_000_000);
  const names = [
    "authorization",
    "plinto-publishable-key",
    "plinto-version",
    "plinto-organization",
    "plinto-device",
    "plinto-mock-world",
    "idempotency-key",
    "if-match",
    "traceparent",
    "origin",
    "content-type",
    "content-length",
    "content-encoding",
  ];
  for (const name of names) {
    for (const value of [long, "", ",", '"', "\u00ff", "Bearer ", `Bearer ${"a.".repeat(1000)}`]) {
      const response = await mock.fetch(`${mock.baseUrl}/v1/auth/sign-in`, {
        method: "POST",
        headers: { "content-type": "application/json", [name]: value },
        body: JSON.stringify({ email, password }),
      });
      expect({ name, broken: response.status >= 500 }).toEqual({ name, broken: false });
      expect((await response.text()).length).toBeLessThan(5000);
    }
  }
  await mock.fetch(`${mock.baseUrl}/v1/auth/sign-in`, {
    method: "POST",
    headers: { "content-type": "application/json", "user-agent": long },
    body: JSON.stringify({ email, password }),
  });
  expect(
    mock
      .exportSnapshot()
      .tables["sessions"]!.map((row) => (row["userAgent"] as string | null)?.length ?? 0)
      .every((length) => length <= 512),
  ).toBe(true);
});
