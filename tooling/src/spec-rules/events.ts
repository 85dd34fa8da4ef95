import { navigationOf, operationsOf } from "../description/openapi.ts";
import type { SpecRule } from "./rule.ts";

export const events: SpecRule = {
  name: "events",
  says: "every event that operations emit is in the registry and in webhooks, and every key they make stale is a read",
  check(document) {
    const registry = document["x-plinto-registries"].events;
    const reads = new Set([...operationsOf(document)].filter(({ method }) => method === "get").map(({ operation }) => operation.operationId));
    const problems: string[] = [];
    const needReads = (names: readonly string[] | undefined, place: string): void => {
      for (const name of names ?? []) if (!reads.has(name)) problems.push(`${place} makes ${name} stale, which is no operation that reads`);
    };
    for (const { method, operation } of operationsOf(document)) {
      const emits = operation["x-plinto-emits"] ?? [];
      for (const type of emits) if (!registry[type]) problems.push(`${operation.operationId} emits the unknown event ${type}`);
      if (method === "get" && emits.length > 0 && !navigationOf(operation)) problems.push(`${operation.operationId} only reads and emits ${emits.join(", ")}`);
      needReads(operation["x-plinto-invalidates"], operation.operationId);
    }
    for (const [type, { channels, invalidates, schema }] of Object.entries(registry)) {
      if (!/^[a-z][a-z_]*\.[a-z][a-z_]*$/.test(type)) problems.push(`the event ${type} is not spelled thing.happened`);
      if (channels.length === 0) problems.push(`the event ${type} goes nowhere: name its channels`);
      if (!document.components.schemas[schema]) problems.push(`the event ${type} has the unknown schema ${schema}`);
      if (!document.webhooks?.[type]) problems.push(`the event ${type} is missing in webhooks`);
      needReads(invalidates, `the event ${type}`);
    }
    return problems;
  },
};
