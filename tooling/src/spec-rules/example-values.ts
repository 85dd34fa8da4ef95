import { Ajv2020 } from "ajv/dist/2020.js";
import { operationsOf, type Document, type MediaType } from "../description/openapi.ts";
import type { SpecRule } from "./rule.ts";

export const exampleValues: SpecRule = {
  name: "example-values",
  says: "every request and success body has an example, and every example fits its schema",
  check(document) {
    const problems: string[] = [];
    const ajv = validatorOf(document);
    const inspect = (place: string, pointer: string, media: MediaType, needed: boolean): void => {
      const examples = Object.entries(media.examples ?? {});
      if (needed && examples.length === 0) problems.push(`${place} has no example`);
      for (const [name, example] of examples) {
        const { value } = "$ref" in example ? (follow(document, example.$ref) as { value: unknown }) : example;
        const validate = ajv.compile({ $ref: `description#${pointer}/schema` });
        if (!validate(value)) problems.push(`${place}, example ${name}: ${ajv.errorsText(validate.errors, { dataVar: "body" })}`);
      }
    };
    for (const { path, method, operation } of operationsOf(document)) {
      const pointer = `/paths/${escape(path)}/${method}`;
      for (const [type, media] of Object.entries(operation.requestBody?.content ?? {}))
        inspect(`${operation.operationId} request`, `${pointer}/requestBody/content/${escape(type)}`, media, true);
      for (const [status, response] of Object.entries(operation.responses)) {
        for (const [type, media] of Object.entries(response.content ?? {}))
          inspect(`${operation.operationId} ${status}`, `${pointer}/responses/${status}/content/${escape(type)}`, media, status.startsWith("2"));
      }
    }
    for (const [name, response] of Object.entries(document.components.responses)) {
      for (const [type, media] of Object.entries(response.content ?? {}))
        inspect(`response ${name}`, `/components/responses/${escape(name)}/content/${escape(type)}`, media, false);
    }
    for (const [name, schema] of Object.entries(document.components.schemas)) {
      for (const example of schema.examples ?? []) {
        const validate = ajv.compile({ $ref: `description#/components/schemas/${escape(name)}` });
        if (!validate(example)) problems.push(`${name}: its example ${ajv.errorsText(validate.errors, { dataVar: "" }).trim()}`);
      }
    }
    return problems;
  },
};

function validatorOf(document: Document): Ajv2020 {
  const ajv = new Ajv2020({ strict: false, allErrors: true, logger: false });
  ajv.addFormat("date-time", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  ajv.addFormat("email", /^[^\s@]+@[^\s@]+$/);
  ajv.addFormat("uri", { validate: (text: string) => URL.canParse(text) });
  for (const format of ["date", "byte", "int32", "int64", "double", "uri-reference", "uuid", "ipv4", "ipv6", "hostname", "json-pointer"])
    ajv.addFormat(format, true);
  ajv.addSchema({ ...document, $id: "description" });
  return ajv;
}

function escape(part: string): string {
  return encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"));
}

function follow(document: Document, reference: string): unknown {
  return reference
    .slice(2)
    .split("/")
    .reduce<unknown>((value, part) => (value as Record<string, unknown>)[part.replaceAll("~1", "/").replaceAll("~0", "~")], document);
}
