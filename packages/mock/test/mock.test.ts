import { expect, test } from "vitest";
import { createMock, type ExportedSnapshot, type MockOptions } from "../src/index.ts";
import { accessTokenOf, api, asEnvironment } from "./api.ts";

const options: readonly (readonly [what: string, options: unknown, code: string, message: string])[] = [
  [
    "a misspelled option",
    { sead: "acme" },
    "option_unknown",
    'createMock has no option "sead". Known options: baseUrl, seed, clock, limits, validateResponses, persist, graphql, webhooks.',
  ],
  [
    "options that are null",
    null,
    "option_invalid",
    "createMock takes an object of options: baseUrl, seed, clock, limits, validateResponses, persist, graphql, webhooks.",
  ],
  [
    "options that are a name",
    "acme",
    "option_invalid",
    "createMock takes an object of options: baseUrl, seed, clock, limits, validateResponses, persist, graphql, webhooks.",
  ],
  ["an unknown clock", { clock: "fast" }, "option_invalid", 'The option clock must be "system" or "virtual".'],
  ["unknown limits", { limits: "none" }, "option_invalid", 'The option limits must be "count" or "enforce".'],
  ["a flag that is text", { validateResponses: "no" }, "option_invalid", "The option validateResponses must be true or false."],
  ...[
    "api.plinto.test",
    "/v1",
    "",
    "ftp://api.plinto.test",
    "https://",
    "https://api.plinto.test?a=1",
    "https://api.plinto.test/#top",
    "https://ada:pass@api.plinto.test",
    "https://api plinto.test",
    7,
  ].map(
    (baseUrl) =>
      [
        `the base URL ${JSON.stringify(baseUrl)}`,
        { baseUrl },
        "base_url_invalid",
        "The option baseUrl must be an absolute http or https URL without user, query and fragment.",
      ] as const,
  ),
];

test.each(options)("createMock refuses %s", (_, given, code, message) => {
  expect(() => createMock(given as MockOptions)).toThrow(expect.objectContaining({ name: "MockError", code, message }));
});

test("a base URL may have a path and a slash at its end", async () => {
  const mock = createMock({ baseUrl: "https://api.plinto.test/identity/" });
  expect(mock.baseUrl).toBe("https://api.plinto.test/identity");
  expect((await api(mock).get("/v1/health")).status).toBe(200);
});

test("fetch of another address fails as a network would, and says where the mock stands", async () => {
  const mock = createMock();
  await expect(mock.fetch("https://api.plinto.test.evil.example/v1/health")).rejects.toThrow(
    "fetch failed: this mock stands at https://api.plinto.test and was asked for https://api.plinto.test.evil.example",
  );
});

test("the id of a world is checked before there is one", () => {
  const mock = createMock();
  for (const id of ["", "a/b", "a b", "é", "x".repeat(65), "..", undefined as unknown as string])
    expect(() => mock.world(id)).toThrow(
      expect.objectContaining({ code: "world_invalid", message: "A world's id is 1 to 64 letters, digits, hyphens or underscores." }),
    );
});

test("an unknown world is 404 by path and by header, and asking makes none", async () => {
  const mock = createMock();
  for (const [path, headers] of [
    ["/w/nowhere/v1/health", {}],
    ["/v1/health", { "plinto-mock-world": "nowhere" }],
    ["/v1/health", { "plinto-mock-world": "__proto__" }],
  ] as const) {
    const { status, body } = await api(mock).get(path, headers);
    expect({ status, body }).toMatchObject({ status: 404, body: { code: "not_found", title: "There is no such world", status: 404 } });
    expect(body.detail).toMatch(/^The mock has no world "\w+"\. Make it with mock\.world\(id\) or over the control plane\.$/);
  }
});

test("a person or organization that the seed does not have is refused at once", () => {
  const mock = createMock();
  expect(() => mock.as("eve")).toThrow(
    expect.objectContaining({ code: "persona_unknown", message: 'The seed has no person "eve". It has ada, grace, bob, vera, olga, root, mary.' }),
  );
  expect(() => mock.as("ada", { organization: "toString" })).toThrow(
    expect.objectContaining({ code: "persona_unknown", message: 'The seed has no organization "toString". It has acme, globex.' }),
  );
});

// A fork that was taken before the seed was in place was empty after its first reset.
test("a fork cannot be taken while the seed is being planted, and returns to the seed", async () => {
  const mock = createMock();
  expect(() => mock.fork()).toThrow(expect.objectContaining({ code: "not_ready", message: "The seed is not planted yet. Await mock.ready() first." }));
  await mock.ready();
  const fork = mock.fork();
  await fork.reset();
  expect((await asEnvironment(fork).get("/v1/users?email=ada@acme.test")).body.data).toHaveLength(1);
});

// A clock that a test moved while a refresh was under way let the client give up on it, and its session ended.
test("time that a test moves waits for the calls that are under way, but not for one that waits for it", async () => {
  const mock = createMock({ clock: "virtual" });
  await mock.ready();
  const { email, password } = mock.seed.users.ada;
  const start = mock.clock.now();
  const answer = api(mock).post("/v1/auth/sign-in", { email, password });
  await mock.clock.advance("1h");
  expect(mock.requests.map((request) => [request.operationId, request.status, request.at])).toEqual([["signIn", 200, start]]);
  expect((await answer).status).toBe(200);
  mock.faults.add({ operation: "getHealth", latencyMs: 90_000, times: 1 });
  const delayed = api(mock).get("/v1/health");
  await mock.clock.advance("2m");
  expect((await delayed).body.checkedAt).toBe("2030-01-01T01:01:30.000Z");
});

test("a snapshot that was written as text restores another mock: users, sessions and keys go on working", async () => {
  const mock = createMock({ clock: "virtual" });
  await asEnvironment(mock).post("/v1/users", { email: "zoe@acme.test" });
  const token = await accessTokenOf(mock, "ada");
  const text = JSON.stringify(mock.exportSnapshot());
  const other = createMock({ clock: "virtual", seed: "empty" });
  await other.restore(other.importSnapshot(JSON.parse(text) as ExportedSnapshot));
  expect(JSON.stringify(other.exportSnapshot().tables)).toBe(JSON.stringify(mock.exportSnapshot().tables));
  expect((await asEnvironment(other).get("/v1/users?email=zoe@acme.test")).body.data).toHaveLength(1);
  expect((await api(other, { as: token }).get("/v1/users/me")).body.email).toBe("ada@acme.test");
});

test("an older snapshot is exported as it was", async () => {
  const mock = createMock();
  await mock.ready();
  const before = mock.snapshot();
  const rows = mock.exportSnapshot().tables["users"]!.length;
  await asEnvironment(mock).post("/v1/users", { email: "zoe@acme.test" });
  expect(mock.exportSnapshot(before).tables["users"]).toHaveLength(rows);
  expect(mock.exportSnapshot().tables["users"]).toHaveLength(rows + 1);
});

// It was taken, and every key and session in it was one that nobody could show.
test("a snapshot of another world is refused, also as text, and that of a fork is not", async () => {
  const mock = createMock();
  const other = mock.world("test-7");
  await Promise.all([mock.ready(), other.ready()]);
  await asEnvironment(other).post("/v1/users", { email: "kept@acme.test" });
  const refused = { code: "snapshot_of_other_world", message: expect.stringContaining("Restore it in the world that it was taken of, or in a fork of that.") };
  await expect(other.restore(mock.snapshot())).rejects.toMatchObject(refused);
  const text = JSON.parse(JSON.stringify(mock.exportSnapshot())) as ExportedSnapshot;
  expect(() => other.importSnapshot(text)).toThrow(expect.objectContaining(refused));
  expect((await asEnvironment(other).get("/v1/users?email=kept@acme.test")).body.data).toHaveLength(1);

  const fork = mock.fork();
  await fork.restore(fork.importSnapshot(text));
  expect((await api(fork, { as: await accessTokenOf(fork, "ada") }).get("/v1/users/me")).status).toBe(200);
});

test("a snapshot of another version of the API is refused, and the world stays as it is", async () => {
  const mock = createMock();
  await mock.ready();
  const exported = mock.exportSnapshot();
  const before = JSON.stringify(exported);
  const other = { ...exported, descriptionHash: "another" };
  expect(() => mock.importSnapshot(other)).toThrow(
    expect.objectContaining({
      code: "snapshot_of_other_description",
      message: `The snapshot belongs to the description another, this world to ${exported.descriptionHash}. Make it anew, or migrate its rows before importing it.`,
      facts: { found: "another", wanted: exported.descriptionHash },
    }),
  );
  expect(JSON.stringify(mock.exportSnapshot())).toBe(before);
});

const users = (exported: ExportedSnapshot, rows: unknown): unknown => ({ ...exported, tables: { ...exported.tables, users: rows } });
const damaged: readonly (readonly [what: string, damage: (exported: ExportedSnapshot) => unknown, says: string])[] = [
  ["nothing", () => undefined, "it is no object"],
  ["null", () => null, "it is no object"],
  ["text", (exported) => JSON.stringify(exported), "it is no object"],
  ["a list", () => [], "it is no object"],
  ["another format", (exported) => ({ ...exported, format: 2 }), "it has the format 2, and this version reads format 1"],
  ["no tables", (exported) => ({ ...exported, tables: undefined }), "it has no tables"],
  ["no counters", (exported) => ({ ...exported, counters: null }), "its counters.ids is no whole number"],
  ["a sequence that is text", (exported) => ({ ...exported, seq: "7" }), "its seq is no whole number"],
  ["a clock that is text", (exported) => ({ ...exported, counters: { ...exported.counters, clock: "noon" } }), "its counters.clock is no number"],
  [
    "an unknown table",
    (exported) => ({ ...exported, tables: { ...exported.tables, wombats: [{ id: "1" }] } }),
    'it has rows of a table "wombats", which the schema does not have',
  ],
  ["rows that are no list", (exported) => users(exported, {}), "the rows of users are no list"],
  ["a row that is null", (exported) => users(exported, [null]), 'a row of users has no text in "id"'],
  ["a row without its id", (exported) => users(exported, [{ email: "a@acme.test" }]), 'a row of users has no text in "id"'],
  ["a row without its columns", (exported) => users(exported, [{ id: "usr_1" }]), 'the row "usr_1" of users does not fit its table'],
  [
    "one address twice",
    (exported) => users(exported, [exported.tables["users"]![0]!, { ...exported.tables["users"]![0]!, id: "usr_1" }]),
    'the row "usr_1" of users does not fit its table',
  ],
];

test.each(damaged)("a snapshot with %s is refused as what it is", async (_, damage, says) => {
  const mock = createMock();
  await mock.ready();
  const given = damage(mock.exportSnapshot()) as ExportedSnapshot;
  expect(() => mock.importSnapshot(given)).toThrow(
    expect.objectContaining({ code: "snapshot_invalid", message: `The snapshot cannot be read: ${says}. Import one that exportSnapshot wrote.` }),
  );
});
