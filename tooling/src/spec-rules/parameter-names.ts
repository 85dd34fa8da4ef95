import { operationsOf, parametersOf, resolved } from "../description/openapi.ts";
import type { SpecRule } from "./rule.ts";

/** Names that calls have beside their parameters. */
const taken = new Set(["signal", "headers", "idempotencyKey", "ifMatch", "ifNoneMatch", "timeoutMs", "retry", "body"]);

export const parameterNames: SpecRule = {
  name: "parameter-names",
  says: "a name occurs once across path, query and body, because a call takes them as one object; path parameters match the path",
  check(document) {
    return [...operationsOf(document)].flatMap(({ path, item, operation }) => {
      const id = operation.operationId;
      const problems: string[] = [];
      const seen = new Map<string, string>();
      const note = (name: string, where: string): void => {
        if (seen.has(name)) problems.push(`${id} has ${name} in ${seen.get(name)} and in ${where}`);
        if (taken.has(name)) problems.push(`${id} has ${name} in ${where}, a name of the call itself`);
        seen.set(name, where);
      };
      const parameters = parametersOf(document, item, operation);
      for (const { name, in: where } of parameters) if (where !== "header" && where !== "cookie") note(name, where);
      const body = operation.requestBody?.content["application/json"]?.schema;
      if (body) {
        const shape = resolved(document, body);
        const shapes = shape.oneOf ? shape.oneOf.map((branch) => resolved(document, branch)) : [shape];
        for (const name of new Set(shapes.flatMap((one) => Object.keys(one.properties ?? {})))) note(name, "the body");
      }
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!);
      const declared = parameters.filter((parameter) => parameter.in === "path").map((parameter) => parameter.name);
      for (const name of inPath) if (!declared.includes(name)) problems.push(`${id} does not declare {${name}} of its path`);
      for (const name of declared) if (!inPath.includes(name)) problems.push(`${id} declares ${name}, which its path does not have`);
      return problems;
    });
  },
};
