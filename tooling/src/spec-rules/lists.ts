import { operationsOf, parametersOf, refName, resolved } from "../description/openapi.ts";
import type { SpecRule } from "./rule.ts";

export const lists: SpecRule = {
  name: "lists",
  says: "lists are cursor lists: pageSize and cursor in; data, nextCursor, prevCursor and Link out",
  check(document) {
    return [...operationsOf(document)].flatMap(({ item, operation }) => {
      const id = operation.operationId;
      const isPaged = operation["x-plinto-pagination"] !== undefined;
      const media = Object.entries(operation.responses).find(([status]) => status.startsWith("2"))?.[1];
      const schema = media?.content?.["application/json"]?.schema;
      const properties = schema ? (resolved(document, schema).properties ?? {}) : {};
      if (!isPaged) return "nextCursor" in properties ? [`${id} answers nextCursor and has no x-plinto-pagination`] : [];
      const names = parametersOf(document, item, operation)
        .filter((parameter) => parameter.in === "query")
        .map((parameter) => parameter.name);
      const problems = ["pageSize", "cursor"].filter((name) => !names.includes(name)).map((name) => `${id} has no parameter ${name}`);
      const { data, nextCursor, prevCursor, ...others } = properties;
      if (!schema?.$ref || !refName(schema.$ref).endsWith("List")) problems.push(`${id} answers a list whose schema is not named …List`);
      if (data?.type !== "array") problems.push(`${id} answers no array data`);
      for (const [name, cursor] of Object.entries({ nextCursor, prevCursor })) {
        const type = cursor && resolved(document, cursor).type;
        if (!Array.isArray(type) || !type.includes("null") || !type.includes("string")) problems.push(`${id} answers no ${name} of type string or null`);
      }
      if (Object.keys(others).length > 0) problems.push(`${id} answers ${Object.keys(others).join(", ")} beside data and cursors`);
      if (!media?.headers?.["Link"]) problems.push(`${id} answers no Link header`);
      if (operation["x-plinto-sdk"]?.kind !== "list") problems.push(`${id} is a list: its x-plinto-sdk.kind has to be list`);
      return problems;
    });
  },
};
