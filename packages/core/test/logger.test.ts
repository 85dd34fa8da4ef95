import { expect, test, vi } from "vitest";
import { createLog } from "../src/logger.ts";
import { call } from "../src/operation.ts";
import { operations, rejection, transportKit } from "./support/fixtures.ts";
import { ManualClock } from "./support/manual-clock.ts";
import { json, offline } from "./support/scripted-server.ts";

test.each([
  ["off", []],
  ["error", ["error"]],
  ["warn", ["error", "warn"]],
  ["info", ["error", "warn", "info"]],
  ["debug", ["error", "warn", "info", "debug"]],
] as const)("the level %s lets %j pass", (level, want) => {
  const seen: string[] = [];
  const log = createLog({ level, write: (entry) => seen.push(entry.level) }, new ManualClock());
  for (const line of ["error", "warn", "info", "debug"] as const) log(line, "hello");
  expect(seen).toEqual(want);
});

test("does not make the facts of a line that is not written", () => {
  const facts = vi.fn(() => ({}));
  createLog({ level: "warn", write: () => {} }, new ManualClock())("debug", "hello", facts);
  expect(facts).not.toHaveBeenCalled();
});

test("writes warnings to the console by default", () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  const clock = new ManualClock();
  const log = createLog(undefined, clock);
  log("warn", "hello", () => ({ operationId: "getMe" }));
  log("info", "not this");
  expect(warn.mock.calls).toEqual([["[plinto] hello", { operationId: "getMe", at: clock.now() }]]);
  warn.mockRestore();
});

test("debug lines show the template, the query and the headers without secrets", async () => {
  const { client, server, log } = transportKit({ secretKey: "sk_test_1" });
  server.on("GET /v1/organizations/org_1/members", () => json({ data: [], nextCursor: null }));
  await call(client, operations.listMembers, { orgId: "org_1", pageSize: 5, inviteToken: "abc" });
  const [line] = log.filter(({ level }) => level === "debug");
  expect(line).toMatchObject({ message: "GET /v1/organizations/{orgId}/members", attempt: 1, query: { pageSize: "5", inviteToken: "[redacted]" } });
  expect(line?.["headers"]).toMatchObject({ authorization: "[redacted]", "plinto-version": "2026-11-01" });
});

test("tells that a call is repeated, and why", async () => {
  const { client, server, clock, log } = transportKit();
  server.on("GET /v1/health", offline);
  const promise = rejection(call(client, operations.getHealth, {}));
  await clock.advance(60_000);
  await promise;
  const lines = log.filter(({ level }) => level === "info");
  expect(lines.map(({ message, attempt }) => [message, attempt])).toEqual([
    ["getHealth is repeated", 1],
    ["getHealth is repeated", 2],
  ]);
  expect(lines[0]?.["error"]).toMatchObject({ code: "network_error" });
});

test("warns once per operation that the server calls deprecated", async () => {
  const { client, server, log } = transportKit();
  server.on("GET /v1/health", () => json({}, 200, { deprecation: "@1893456000", sunset: "Wed, 01 Jan 2031 00:00:00 GMT" }));
  await call(client, operations.getHealth, {});
  await call(client, operations.getHealth, {});
  const warnings = log.filter(({ level }) => level === "warn");
  expect(warnings).toMatchObject([{ message: "getHealth is deprecated", sunset: "Wed, 01 Jan 2031 00:00:00 GMT" }]);
});
