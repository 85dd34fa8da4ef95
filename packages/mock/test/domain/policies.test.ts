import { isClosedToPolicies, isKeptForOwners } from "@plinto/policy";
import { expect, test } from "vitest";
import { isGrantable } from "../../src/domain/roles/grantable.ts";
import { permissions, roles } from "../../src/generated/registries.ts";

test("what policies cannot open is what custom roles cannot give, permission by permission", () => {
  expect(permissions.filter(isClosedToPolicies)).toEqual(permissions.filter((permission) => !isGrantable(permission)));
});

test("what no policy closes for owners is theirs by their role", () => {
  const kept = permissions.filter(isKeptForOwners);
  expect(kept).toEqual(["org:transfer", "policies:read", "policies:manage", "policies:evaluate"]);
  expect(kept.filter((permission) => !roles.owner.permissions.includes(permission))).toEqual([]);
});
