import { operationsOf, refName, responseOf } from "../description/openapi.ts";
import type { SpecRule } from "./rule.ts";
import { isStandardProtocol } from "./walk-schemas.ts";

export const problemResponses: SpecRule = {
  name: "problem-responses",
  says: "every operation has a `default` problem response, and every error answers a problem",
  check(document) {
    return [...operationsOf(document)].flatMap(({ path, operation }) => {
      if (isStandardProtocol(path) && !path.includes("/.well-known/")) return [];
      const problems = operation.responses["default"]
        ? []
        : [`${operation.operationId} has no default response: a client that meets an undeclared status finds no problem body`];
      for (const [status, response] of Object.entries(operation.responses)) {
        if (!/^[45]|^default$/.test(status)) continue;
        const schema = responseOf(document, response).content?.["application/problem+json"]?.schema;
        if (!schema?.$ref || refName(schema.$ref) !== "Problem")
          problems.push(`${operation.operationId} ${status} does not answer application/problem+json with Problem`);
      }
      return problems;
    });
  },
};
