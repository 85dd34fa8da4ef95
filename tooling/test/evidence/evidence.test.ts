import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { expected } from "../../../tests/src/matrix/expectation.ts";
import { anybody } from "../../../tests/src/matrix/expectations/fragments.ts";
import type { OperationModel } from "../../src/description/model.ts";
import { evidenceText, isTimeCode, missingFrom, recordedEvidence } from "../../src/evidence/evidence.ts";
import { wantedOf } from "../../src/evidence/wanted.ts";
import { evidenceCases } from "../../src/test/stages/evidence.ts";

function recorded(files: Readonly<Record<string, readonly (readonly [operation: string, mark: string])[]>>): string {
  const folder = mkdtempSync(path.join(tmpdir(), "plinto-evidence-"));
  try {
    for (const [name, lines] of Object.entries(files))
      writeFileSync(path.join(folder, name), lines.map(([operation, mark]) => `${JSON.stringify({ operation, mark })}\n`).join(""));
    return evidenceText(recordedEvidence(folder));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("what several processes have written is one text, whatever their order", () => {
  const one = recorded({
    "1.jsonl": [
      ["b", "served"],
      ["a", "validated"],
      ["a", "served"],
    ],
    "2.jsonl": [["a", "served"]],
  });
  const other = recorded({
    "7.jsonl": [["a", "served"]],
    "8.jsonl": [
      ["a", "served"],
      ["a", "validated"],
      ["b", "served"],
    ],
  });
  expect(JSON.parse(one)).toEqual(["a: served", "a: validated", "b: served"]);
  expect(other).toBe(one);
});

test("of the refusals only those that time brings are kept", () => {
  expect(
    JSON.parse(
      recorded({
        "1.jsonl": [
          ["a", "code.slug_taken"],
          ["a", "code.invitation_expired"],
          ["a", "code.access_token_expired"],
        ],
      }),
    ),
  ).toEqual(["a: code.invitation_expired"]);
  expect(["step_up_required", "account_locked", "otp_expired", "api_key_expired", "not_found"].filter(isTimeCode)).toEqual([
    "step_up_required",
    "account_locked",
    "otp_expired",
  ]);
});

test("a mark that one has and the other has not is named with its operation", () => {
  expect(missingFrom({ a: ["served", "validated"], b: ["served"] }, { a: ["served"] })).toEqual(["a: validated", "b: served"]);
});

test("a lost mark fails, and says that it needs a test again", () => {
  const [lost, written] = evidenceCases(["getMember: denied.expired"], []);
  expect(lost).toMatchObject({ title: "no mark is lost", status: "failed" });
  expect(lost!.detail).toContain("getMember: denied.expired");
  expect(written!.status).toBe("passed");
});

test("a gained mark fails until it is written down", () => {
  const [lost, written] = evidenceCases([], ["getMember: denied.expired"]);
  expect(lost!.status).toBe("passed");
  expect(written!.detail).toContain("Run `npm run evidence` and commit the result.");
});

const operation = {
  id: "lend",
  path: "/v1/organizations/{orgId}/readers/{userId}/lendings",
  schemes: ["accessToken", "organizationKey"],
  permission: { tenant: "path", anyOf: [] },
  errors: ["lending_expired", "reminder_expired", "session_expired", "slug_taken", "step_up_required"],
  operation: { "x-plinto-emits": ["book.lent", "book.lost"] },
} as unknown as OperationModel;

test("what can be proved follows from what is expected by hand and what is declared", () => {
  const expectation = expected("org:read", anybody("200"), { shared: "owner: 404 not_found" });
  const { usual } = expectation;
  const { columns } = wantedOf(
    operation,
    { ...expectation, usual: { ...usual, nobody: "401 unauthenticated", outsider: "404 not_found", viewer: "403 permission_denied" } },
    ["book.lost", "reminder_expired"],
  );
  expect(columns).toEqual({
    served: ["served"],
    called: ["called.core"],
    validated: ["validated"],
    none: ["denied.none"],
    expired: ["denied.expired"],
    revoked: ["denied.revoked"],
    tenant: ["denied.wrong_tenant"],
    shared: ["denied.shared_user"],
    permission: ["denied.missing_permission"],
    scope: [],
    emits: ["event.book.lent"],
    time: ["code.lending_expired"],
  });
});

test("a key can lack a scope only where keys are taken, and a person be shared only where the path names one", () => {
  const outsider = { ...operation, path: "/v1/books", schemes: ["accessToken"] };
  const expectation = expected("org:read", anybody("403 permission_denied"), { shared: "owner: 404 not_found" });
  const { scope, shared } = wantedOf(operation, expectation).columns;
  expect([scope, shared]).toEqual([["denied.wrong_scope"], ["denied.shared_user"]]);
  const without = wantedOf(outsider, expectation).columns;
  expect([without.scope, without.shared]).toEqual([[], []]);
});

test("where everybody may, there is no refusal to prove but for credentials that are no good", () => {
  const { columns } = wantedOf({ ...operation, permission: { anyOf: [] } } as OperationModel, expected(null, anybody("200")));
  expect([columns.none, columns.tenant, columns.shared, columns.permission, columns.scope].flat()).toEqual([]);
  expect(columns.expired).toEqual(["denied.expired"]);
});
