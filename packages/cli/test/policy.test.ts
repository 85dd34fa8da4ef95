import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { createMock } from "@plinto/mock";
import { createPlintoAdmin } from "@plinto/node";
import { expect, test } from "vitest";
import { plinto } from "./fake-terminal.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const guide = fileURLToPath(new URL("../../../docs/snippets/policy-cases.json", import.meta.url));

const member = { type: "user", id: "usr_1", roles: ["member"] };
const question = { action: "documents:read", subject: member, resource: { type: "document", id: "doc_1" } };
const readers = { id: "readers", document: { effect: "allow", actions: ["documents:read"], resources: ["document:*"], subjects: ["role:member"] } };

/** A file in a folder of its own. */
function fileWith(content: unknown, name: string = "cases.json"): string {
  const file = path.join(temporaryFolder(), name);
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  return file;
}

test("plinto policy test decides the cases of the guide, and says each outcome with its reason", async () => {
  expect(await plinto("policy", "test", guide)).toEqual({
    code: 0,
    error: "",
    out: [
      "✓ a member exports by day with a second factor  allow  policy_allow by export",
      "✓ without one, nobody does  deny  default_deny",
      "✓ what is frozen stays, whoever asks  deny  policy_deny by frozen",
      "3 of 3 cases as expected.",
    ].join("\n"),
  });
});

test("a case that is decided in another way fails, with what became of each policy, and the others go on", async () => {
  const file = fileWith(readFileSync(guide, "utf8").replace('"mfa": true', '"mfa": false'));
  expect(await plinto("policy", "test", file, guide)).toEqual({
    code: 1,
    error: "plinto policy: 1 of 6 cases is decided in another way than expected.",
    out: [
      "✗ a member exports by day with a second factor  deny  default_deny: allow was expected",
      "    frozen  other_resource",
      "    export  does_not_apply at /conditions/0",
      "✓ without one, nobody does  deny  default_deny",
      "✓ what is frozen stays, whoever asks  deny  policy_deny by frozen",
      "✓ a member exports by day with a second factor  allow  policy_allow by export",
      "✓ without one, nobody does  deny  default_deny",
      "✓ what is frozen stays, whoever asks  deny  policy_deny by frozen",
      "5 of 6 cases as expected.",
    ].join("\n"),
  });
});

test.each([
  ["allow", null],
  [{ decision: "allow", reason: "policy_allow", policies: ["readers"] }, null],
  ["deny", "deny was expected"],
  [{ decision: "allow", reason: "role_allow" }, "the reason role_allow was expected"],
  [{ decision: "allow", policies: ["readers", "others"] }, "a decision by readers, others was expected"],
  [{ decision: "allow", policies: [] }, "a decision by no policy was expected"],
])("of what is expected, %j, all that is named has to be so", async (expected, problem) => {
  const others = { id: "others", document: { ...readers.document, actions: ["documents:write"] } };
  const file = fileWith({ policies: [readers, others], cases: [{ name: "reads", input: question, expect: expected }] });
  const { code, out } = await plinto("policy", "test", "--json", file);
  expect(code).toBe(problem === null ? 0 : 1);
  expect(JSON.parse(out)).toEqual({
    passed: problem === null ? 1 : 0,
    failed: problem === null ? 0 : 1,
    cases: [
      {
        file,
        name: "reads",
        ok: problem === null,
        expected: typeof expected === "string" ? { decision: expected } : expected,
        decision: "allow",
        reason: "policy_allow",
        policies: ["readers"],
        problem,
        considered: [{ policyId: "readers", outcome: "applies", failed: null }],
      },
    ],
  });
});

test("a case that is right by day alone fails until it names its time", async () => {
  const byDay = {
    id: "by-day",
    document: { ...readers.document, conditions: [{ type: "time_window", timeZone: "Europe/Berlin", from: "09:00", to: "17:00" }] },
  };
  const cases = (request: object): unknown => ({
    policies: [byDay],
    cases: [{ name: "reads", input: { ...question, request }, expect: { decision: "deny", policies: [] } }],
  });
  const { code, out } = await plinto("policy", "test", fileWith(cases({})));
  expect([code, out.split("\n")[0]]).toEqual([1, expect.stringMatching(/^✗ reads .*: it depends on when it is asked: name request\.time in the input$/)]);
  expect((await plinto("policy", "test", fileWith(cases({ time: "2026-03-02T20:00:00Z" })))).code).toBe(0);
});

test("roles stand beside policies, as in the API", async () => {
  const roles = [
    { key: "auditor", permissions: ["audit:export"] },
    { key: "owner", level: 4, permissions: ["policies:manage"] },
  ];
  const nothing = { id: "nothing", document: { effect: "deny", actions: ["*"], resources: ["*"], subjects: ["role:owner"] } };
  const ask = (action: string, role: string): object => ({ action, subject: { type: "user", id: "usr_1", roles: [role] }, resource: { type: "audit_log" } });
  const file = fileWith({
    policies: [nothing],
    roles,
    cases: [
      { name: "a role grants", input: ask("audit:export", "auditor"), expect: { decision: "allow", reason: "role_allow", policies: [] } },
      { name: "and grants nothing else", input: ask("audit:read", "auditor"), expect: { decision: "deny", reason: "default_deny" } },
      { name: "owners keep the policies", input: ask("policies:manage", "owner"), expect: { decision: "allow", reason: "role_allow" } },
    ],
  });
  expect(await plinto("policy", "test", file)).toMatchObject({ code: 0, error: "" });
});

test("a bundle of the API stands in for policies and roles, and decides as the API does", async () => {
  const mock = createMock({ limits: "count" });
  const { baseUrl, fetch, clock } = mock.connect();
  const acme = createPlintoAdmin({ baseUrl, fetch, clock, secretKey: mock.keys.secretKey }).forOrganization(mock.seed.organizations.acme.id);
  await acme.policies.create({ name: "No lists", document: { effect: "deny", actions: ["members:read"], resources: ["member:*"], subjects: ["role:viewer"] } });
  const bundle = fileWith(await acme.policies.getBundle(), "bundle.json");
  const people = { ada: "owner", bob: "member", vera: "viewer" } as const;
  const asked = Object.entries(people).flatMap(([name, role]) => ["members:read", "org:update"].map((action) => ({ name, role, action })));
  const cases = await Promise.all(
    asked.map(async ({ name, role, action }) => {
      const { id } = mock.seed.users[name as keyof typeof people];
      const { decision, reason } = await acme.policies.evaluate({ action, resource: { type: "member" }, subject: { userId: id } });
      const input = { action, resource: { type: "member" }, subject: { type: "user", id, roles: [role] } };
      return { name: `${name} ${action}`, input, expect: { decision, reason } };
    }),
  );
  expect(new Set(cases.map(({ expect: { reason } }) => reason))).toEqual(new Set(["role_allow", "policy_deny", "default_deny"]));
  const file = path.join(path.dirname(bundle), "cases.json");
  writeFileSync(file, JSON.stringify({ policies: "bundle.json", cases }));
  expect(await plinto("policy", "test", file)).toMatchObject({ code: 0, error: "" });
});

const one = { name: "reads", input: question, expect: "allow" };

test.each<[unknown, string]>([
  ["{", "is not JSON: "],
  [[], ": This has to be an object."],
  [{ policies: [readers] }, " at /cases: This is missing."],
  [{ policies: [readers], cases: [] }, " at /cases: There is no case."],
  [{ policies: {}, cases: [one] }, " at /policies: This has to be a list."],
  [{ policies: [readers], cases: [one], case: 1 }, " at /case: There is no such field. The fields are policies, roles, cases."],
  [{ policies: [readers, readers], cases: [one] }, " at /policies/1/id: Another policy has this id."],
  [{ policies: [{ id: "", document: {} }], cases: [one] }, " at /policies/0/id: This has to be a text."],
  [{ policies: [{ id: "a", document: { effect: "allow" } }], cases: [one] }, " at /policies/0/document/"],
  [
    { policies: [{ id: "a", document: { ...readers.document, conditions: [{ type: "moon" }] } }], cases: [one] },
    " at /policies/0/document/conditions/0/type: ",
  ],
  [{ policies: [{ ...readers, version: 1.5 }], cases: [one] }, " at /policies/0/version: This has to be a whole number."],
  [{ policies: [readers], roles: [{ key: "x" }], cases: [one] }, " at /roles/0/permissions: This is missing."],
  [{ policies: [readers], roles: [{ key: "x", level: 5, permissions: [] }], cases: [one] }, " at /roles/0/level: This has to be 1, 2, 3, 4 or null."],
  [{ policies: [readers], cases: [{ ...one, expects: "allow" }] }, " at /cases/0/expects: There is no such field. The fields are name, input, expect."],
  [{ policies: [readers], cases: [{ ...one, expect: "Allow" }] }, " at /cases/0/expect: This has to be one of allow, deny."],
  [
    { policies: [readers], cases: [{ ...one, expect: { decision: "deny", reason: "because" } }] },
    " at /cases/0/expect/reason: This has to be one of policy_allow, ",
  ],
  [
    { policies: [readers], cases: [{ ...one, expect: { decision: "deny", policies: ["reader"] } }] },
    " at /cases/0/expect/policies/0: This has to be one of readers.",
  ],
  [{ policies: [readers], cases: [{ ...one, input: { ...question, action: 1 } }] }, " at /cases/0/input/action: "],
  [{ policies: "missing.json", cases: [one] }, "missing.json cannot be read: it is not there."],
  [{ policies: "cases.json", cases: [one] }, ": This has to be a bundle: an object with policies, and perhaps roles."],
])("a file of cases with a fault is not understood, and the fault is told with its place (%#)", async (content, message) => {
  const file = fileWith(content);
  const { code, out, error } = await plinto("policy", "test", file);
  expect([code, out]).toEqual([2, ""]);
  expect(error.split("\n")[0]).toContain(path.dirname(file));
  expect(error).toContain(message);
});

test.each([
  [[], "Say what to do with policies: test."],
  [["push"], "Say what to do with policies: test."],
  [["test"], "Name a file of policies and cases."],
  [["test", "."], ". cannot be read: it is a folder."],
  [["test", "missing.json"], "missing.json cannot be read: it is not there."],
  [["test", "--watch", "a.json"], "Unknown option '--watch'"],
])("plinto policy %j is not understood", async (args, message) => {
  expect(await plinto("policy", ...args)).toMatchObject({ code: 2, out: "", error: expect.stringContaining(message) });
});
