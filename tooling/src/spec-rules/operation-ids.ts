import { operationsOf } from "../description/openapi.ts";
import type { SpecRule } from "./rule.ts";

export const operationIds: SpecRule = {
  name: "operation-ids",
  says: "operationIds are camelCase and unique; those of webhooks begin with `webhook`, no other does",
  check(document) {
    const problems: string[] = [];
    const seen = new Map<string, string>();
    const note = (id: string | undefined, place: string, isWebhook: boolean): void => {
      if (!id) problems.push(`${place} has no operationId`);
      else {
        if (!/^[a-z][a-zA-Z0-9]*$/.test(id)) problems.push(`${place}: ${id} is not camelCase`);
        if (/^webhook[A-Z]/.test(id) !== isWebhook) problems.push(`${place}: ${id} ${isWebhook ? "has to begin with webhook" : "may not begin with webhook"}`);
        if (seen.has(id)) problems.push(`${place}: ${id} is already the operationId of ${seen.get(id)}`);
        seen.set(id, place);
      }
    };
    for (const { path, method, operation } of operationsOf(document)) note(operation.operationId, `${method.toUpperCase()} ${path}`, false);
    for (const [type, { post }] of Object.entries(document.webhooks ?? {})) note(post.operationId, `webhook ${type}`, true);
    return problems;
  },
};
