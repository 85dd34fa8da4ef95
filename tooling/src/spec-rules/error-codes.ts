import { operationsOf } from "../description/openapi.ts";
import type { SpecRule } from "./rule.ts";

export const errorCodes: SpecRule = {
  name: "error-codes",
  says: "every code an operation names is in the registry, and every code of the registry is used or belongs to the transport",
  check(document) {
    const registry = document["x-plinto-registries"].errorCodes;
    const used = new Set<string>();
    const problems: string[] = [];
    for (const { operation } of operationsOf(document)) {
      for (const code of operation["x-plinto-errors"] ?? []) {
        used.add(code);
        if (!registry[code]) problems.push(`${operation.operationId} names the unknown code ${code}`);
      }
    }
    for (const [code, { status, title, fix, transport }] of Object.entries(registry)) {
      if (!/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(code)) problems.push(`${code} is not in snake case`);
      if (!used.has(code) && !transport) problems.push(`${code} is answered by no operation: use it, or mark it \`transport\``);
      if (!(status >= 400 && status < 600)) problems.push(`${code} has the status ${status}, which is no error`);
      if (!title || title.endsWith(".")) problems.push(`${code} needs a title without a full stop`);
      if (!fix) problems.push(`${code} does not say what to do`);
    }
    return problems;
  },
};
