import { expect, test } from "vitest";
import { bundle } from "../../src/description/bundle.ts";
import { describe } from "../../src/description/model.ts";
import { type Document, type Operation, type PermissionArm, operationsOf } from "../../src/description/openapi.ts";
import { emitReact } from "../../src/generate/react.ts";

/** The operations that a gate can ask about, each with the permissions that it asks for. */
function gates(document: Document): Map<string, string> {
  const text = emitReact(describe(document)).get("packages/core/src/generated/permissions.ts")!;
  const [, type = ""] = /type GatedOperation = (.*);/.exec(text)!;
  const wanted = [...text.matchAll(/^ {2}"(.*)": "(.*)",$/gm)].flatMap(([, permissions, ids]) => ids!.split(" ").map((id) => [id, permissions!] as const));
  return new Map([...[...type.matchAll(/"(\w+)"/g)].map(([, id]) => [id!, ""] as const), ...wanted]);
}

const isOwn = (arm: PermissionArm): boolean => "self" in arm || "signedIn" in arm;
/** What one may by a permission, or because it is one's own. */
function mixed(document: Document): Operation[] {
  const all = [...operationsOf(document)].map(({ operation }) => operation);
  return all.filter(({ "x-plinto-permission": rule }) => rule?.anyOf.some((arm) => "permission" in arm) && rule.anyOf.some(isOwn));
}

// A member was told that she may not end her own session.
test("a gate asks about no operation that depends on whose the thing is", () => {
  const document = bundle();
  const ids = mixed(document).map(({ operationId }) => operationId);
  expect(ids).toEqual(expect.arrayContaining(["getEffectivePermissions", "getSession", "getUser", "revokeSession"]));
  const asked = gates(document);
  expect(ids.filter((id) => asked.has(id))).toEqual([]);
  expect([asked.get("updateMember"), asked.get("getMe"), asked.get("getPasskey"), asked.has("signUp")]).toEqual(["members:manage", "", "", false]);
});

test("who is signed in needs no permission where being signed in is enough", () => {
  for (const arm of [{ signedIn: true }, { self: "/principal" }] as const) {
    const document = structuredClone(bundle());
    const operations = mixed(document);
    for (const { "x-plinto-permission": rule } of operations) rule!.anyOf = rule!.anyOf.map((one) => (isOwn(one) ? arm : one));
    const asked = gates(document);
    for (const { operationId } of operations) expect([operationId, asked.get(operationId)]).toEqual([operationId, ""]);
  }
});
