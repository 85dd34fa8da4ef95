import { navigationOf, operationsOf, responseOf, type Operation } from "../description/openapi.ts";
import type { SpecRule } from "./rule.ts";

export const responseBodies: SpecRule = {
  name: "response-bodies",
  says: "a response with content has a schema; without content it is 202, 204, 302 or 304; each operation has one success, or 200 and 202 with one shape; one that only redirects is for no audience",
  check(document) {
    return [...operationsOf(document)].flatMap(({ operation }) => {
      const problems: string[] = navigationProblems(operation);
      const successes = Object.keys(operation.responses).filter((status) => status.startsWith("2"));
      const shapes = new Set(successes.map((status) => operation.responses[status]!.content?.["application/json"]?.schema?.$ref));
      const mayGoOn = successes.join() === "200,202" && shapes.size === 1;
      if (successes.length !== 1 && !mayGoOn && navigationOf(operation) !== "only")
        problems.push(`${operation.operationId} has ${successes.length} success responses instead of one`);
      for (const [status, response] of Object.entries(operation.responses)) {
        const media = Object.entries(responseOf(document, response).content ?? {});
        for (const [type, { schema }] of media) if (!schema) problems.push(`${operation.operationId} ${status} answers ${type} without a schema`);
        if (media.length === 0 && !["202", "204", "302", "304"].includes(status))
          problems.push(`${operation.operationId} ${status} has no content: answer 202 or 204, or add a body`);
        if (media.length > 0 && ["204", "302", "304"].includes(status)) problems.push(`${operation.operationId} ${status} may not have content`);
      }
      return problems;
    });
  },
};

/** A redirect says where to; an operation that does nothing else is for browsers, which go there by themselves. */
function navigationProblems(operation: Operation): string[] {
  const problems: string[] = [];
  const { operationId, responses, "x-plinto-sdk": sdk } = operation;
  const redirect = responses["302"];
  if (redirect && !redirect.headers?.["Location"]) problems.push(`${operationId} answers 302 without a Location`);
  if (sdk && (sdk.audience === undefined) !== (navigationOf(operation) === "only"))
    problems.push(`${operationId}: x-plinto-sdk names the audience, but where an operation only redirects`);
  return problems;
}
