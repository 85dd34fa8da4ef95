import { operationsOf } from "../description/openapi.ts";
import type { SpecRule } from "./rule.ts";

const required = ["x-plinto-sdk", "x-plinto-permission", "x-plinto-errors", "x-plinto-rate-limit"] as const;

export const operationParts: SpecRule = {
  name: "operation-parts",
  says: "every operation has a summary, a description, one known tag, security, and says who may, what can fail and how often",
  check(document) {
    const tags = new Set(document.tags.map((tag) => tag.name));
    return [...operationsOf(document)].flatMap(({ method, operation }) => {
      const id = operation.operationId;
      const problems: string[] = [];
      if (!operation.summary?.trim()) problems.push(`${id} has no summary`);
      else if (operation.summary.endsWith(".")) problems.push(`${id}: a summary is a title and ends without a full stop`);
      if (!operation.description?.trim()) problems.push(`${id} has no description`);
      if (operation.tags?.length !== 1) problems.push(`${id} needs exactly one tag`);
      else if (!tags.has(operation.tags[0]!)) problems.push(`${id} has the unknown tag ${operation.tags[0]}`);
      if (!Array.isArray(operation.security)) problems.push(`${id} does not say which credentials it takes: add security`);
      for (const name of required) if (operation[name] === undefined) problems.push(`${id} has no ${name}`);
      if (method !== "get" && !operation["x-plinto-idempotency"]) problems.push(`${id} changes something and has no x-plinto-idempotency`);
      if (method === "get" && operation["x-plinto-idempotency"]) problems.push(`${id} only reads and has x-plinto-idempotency`);
      return problems;
    });
  },
};
