import { operationsOf, responseOf, type Operation } from "../description/openapi.ts";
import type { SpecRule } from "./rule.ts";

export const responseBodies: SpecRule = {
  name: "response-bodies",
  says: "a response with content has a schema; without content it is 202, 204, 302 or 304; each operation has one success, or 200 and 202 with one shape; a navigation answers 302",
  check(document) {
    return [...operationsOf(document)].flatMap(({ operation }) => {
      const problems: string[] = navigationProblems(operation);
      const successes = Object.keys(operation.responses).filter((status) => status.startsWith("2"));
      const shapes = new Set(successes.map((status) => operation.responses[status]!.content?.["application/json"]?.schema?.$ref));
      const mayGoOn = successes.join() === "200,202" && shapes.size === 1;
      const redirectsOnly = successes.length === 0 && operation["x-plinto-navigation"];
      if (successes.length !== 1 && !mayGoOn && !redirectsOnly)
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

/** Browsers are sent on by a redirect, and by operations that say that browsers go there; one that does nothing else is for them alone. */
function navigationProblems({ operationId, responses, "x-plinto-navigation": navigates, "x-plinto-sdk": sdk }: Operation): string[] {
  const problems: string[] = [];
  const redirect = responses["302"];
  const isAlone = !Object.keys(responses).some((status) => status.startsWith("2"));
  if (redirect && !navigates) problems.push(`${operationId} answers 302: mark it x-plinto-navigation`);
  if (navigates && !redirect) problems.push(`${operationId} is marked x-plinto-navigation and does not answer 302`);
  if (redirect && !redirect.headers?.["Location"]) problems.push(`${operationId} answers 302 without a Location`);
  if ((sdk?.audience === "browser") !== Boolean(redirect && isAlone))
    problems.push(`${operationId}: the audience is browser where an operation only redirects, and nowhere else`);
  return problems;
}
