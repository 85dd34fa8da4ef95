import { operationsOf } from "../description/openapi.ts";
import type { SpecRule } from "./rule.ts";

/** What a problem document may hold whatever its code (RFC 9457, and our conventions). */
const everyProblem = new Set(["type", "title", "status", "detail", "code", "requestId", "traceId", "errors"]);

export const errorCodes: SpecRule = {
  name: "error-codes",
  says: "every code an operation names is in the registry, every code of the registry is used or belongs to the transport, and what comes with a code is a property of Problem",
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
    const known = Object.keys(document.components.schemas["Problem"]?.properties ?? {}).filter((name) => !everyProblem.has(name));
    const named = new Set<string>();
    for (const [code, { status, title, fix, transport, members = [] }] of Object.entries(registry)) {
      if (!/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(code)) problems.push(`${code} is not in snake case`);
      if (!used.has(code) && !transport) problems.push(`${code} is answered by no operation: use it, or mark it \`transport\``);
      if (!(status >= 400 && status < 600)) problems.push(`${code} has the status ${status}, which is no error`);
      if (!title || title.endsWith(".")) problems.push(`${code} needs a title without a full stop`);
      if (!fix) problems.push(`${code} does not say what to do`);
      for (const member of members) {
        named.add(member);
        if (!known.includes(member)) problems.push(`${code} comes with ${member}, which Problem does not have`);
      }
    }
    for (const name of known) if (!named.has(name)) problems.push(`Problem.${name} comes with no code: name it in its \`members\``);
    return problems;
  },
};
