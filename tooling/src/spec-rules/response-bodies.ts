import { operationsOf } from "../description/openapi.ts";
import type { SpecRule } from "./rule.ts";

export const responseBodies: SpecRule = {
  name: "response-bodies",
  says: "a response with content has a schema; without content it is 202, 204 or 304; each operation has one success, or 200 and 202 with one shape",
  check(document) {
    return [...operationsOf(document)].flatMap(({ operation }) => {
      const problems: string[] = [];
      const successes = Object.keys(operation.responses).filter((status) => status.startsWith("2"));
      const shapes = new Set(successes.map((status) => operation.responses[status]!.content?.["application/json"]?.schema?.$ref));
      const mayGoOn = successes.join() === "200,202" && shapes.size === 1;
      if (successes.length !== 1 && !mayGoOn) problems.push(`${operation.operationId} has ${successes.length} success responses instead of one`);
      for (const [status, response] of Object.entries(operation.responses)) {
        if ("$ref" in response) continue;
        const media = Object.entries(response.content ?? {});
        for (const [type, { schema }] of media) if (!schema) problems.push(`${operation.operationId} ${status} answers ${type} without a schema`);
        if (media.length === 0 && !["202", "204", "304"].includes(status))
          problems.push(`${operation.operationId} ${status} has no content: answer 202 or 204, or add a body`);
        if (media.length > 0 && ["204", "304"].includes(status)) problems.push(`${operation.operationId} ${status} may not have content`);
      }
      return problems;
    });
  },
};
