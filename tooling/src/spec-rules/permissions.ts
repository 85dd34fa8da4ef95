import { operationsOf } from "../description/openapi.ts";
import type { SpecRule } from "./rule.ts";

export const permissions: SpecRule = {
  name: "permissions",
  says: "every permission that operations, roles and events name is in the registry, and every one there is held by a role",
  check(document) {
    const { permissions: groups, roles } = document["x-plinto-registries"];
    const known = new Set(groups.flatMap((group) => Object.keys(group.permissions)));
    const problems: string[] = [];
    const need = (permission: string, place: string): void => {
      if (!known.has(permission)) problems.push(`${place} names the unknown permission ${permission}`);
    };
    for (const { path, operation } of operationsOf(document)) {
      const rule = operation["x-plinto-permission"];
      for (const arm of rule?.anyOf ?? []) {
        if ("permission" in arm) {
          need(arm.permission, operation.operationId);
          if (!rule.tenant) problems.push(`${operation.operationId} needs the permission ${arm.permission} and does not say in which organization: add tenant`);
        }
        if ("superAdmin" in arm) need(arm.superAdmin, operation.operationId);
      }
      if (rule?.tenant === "path" && !path.includes("{orgId}"))
        problems.push(`${operation.operationId} takes its organization from the path, which has no {orgId}`);
      if (rule && rule.tenant !== "path" && path.includes("{orgId}") && !rule.anyOf.every((arm) => "public" in arm))
        problems.push(`${operation.operationId} has {orgId} in its path: its tenant has to be path`);
    }
    for (const [role, { permissions: held, limited = {} }] of Object.entries(roles))
      for (const permission of [...held, ...Object.keys(limited)]) need(permission, `the role ${role}`);
    for (const [type, { permission }] of Object.entries(document["x-plinto-registries"].events))
      if (permission !== "self" && permission !== "environment") need(permission, `the event ${type}`);
    const held = new Set(Object.values(roles).flatMap((role) => [...role.permissions, ...Object.keys(role.limited ?? {})]));
    for (const permission of known) if (!held.has(permission)) problems.push(`no role holds ${permission}`);
    return problems;
  },
};
