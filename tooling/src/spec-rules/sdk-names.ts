import { operationsOf } from "../description/openapi.ts";
import type { SpecRule } from "./rule.ts";

export const sdkNames: SpecRule = {
  name: "sdk-names",
  says: "every operation has one name in the SDK, no two the same, a name is never both a resource and a method, and a scope reaches all that reaches its organization",
  check(document) {
    const problems: string[] = [];
    const methods = new Map<string, string>();
    const resources = new Set<string>();
    const reachTenant = new Set<string>();
    const ids = new Set([...operationsOf(document)].map(({ operation }) => operation.operationId));
    for (const { operation } of operationsOf(document)) {
      const name = operation["x-plinto-sdk"];
      if (!name) continue;
      const id = operation.operationId;
      if (!/^[a-z][a-zA-Z0-9]*(\.[a-z][a-zA-Z0-9]*)*$/.test(name.resource))
        problems.push(`${id}: ${name.resource} is no path of nouns like organizations.apiKeys`);
      if (!/^[a-z][a-zA-Z0-9]*$/.test(name.method)) problems.push(`${id}: ${name.method} is no method name`);
      if (name.alias !== undefined) {
        if (!ids.has(name.alias)) problems.push(`${id} is an alias of the unknown operation ${name.alias}`);
        continue;
      }
      const parts = name.resource.split(".");
      for (let length = 1; length <= parts.length; length += 1) resources.add(parts.slice(0, length).join("."));
      const full = `${name.resource}.${name.method}`;
      if (methods.has(full)) problems.push(`${id}: ${full} is already the name of ${methods.get(full)}`);
      methods.set(full, id);
      if (operation["x-plinto-permission"]?.tenant) reachTenant.add(full);
    }
    for (const [full, id] of methods) {
      const hidden = full.replace(/^organizations\./, "");
      // `forOrganization(orgId)` has both resources under one name, and where both have the method it means the organization's.
      if (hidden !== full && reachTenant.has(hidden))
        problems.push(`${id}: in a scope ${full} hides ${hidden}, which reaches the tenant too: give it another name`);
    }
    for (const [full, id] of methods) if (resources.has(full)) problems.push(`${id}: ${full} is a resource too`);
    return problems;
  },
};
