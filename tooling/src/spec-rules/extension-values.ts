import { Ajv2020 } from "ajv/dist/2020.js";
import { operationsOf } from "../description/openapi.ts";
import { extensions, type Home } from "./extensions/schemas.ts";
import type { SpecRule } from "./rule.ts";
import { allSchemas } from "./walk-schemas.ts";

export const extensionValues: SpecRule = {
  name: "extension-values",
  says: "every extension is a known one, stands where it may, and fits its own schema",
  check(document) {
    const ajv = new Ajv2020({ strict: false, allErrors: true });
    const problems: string[] = [];
    const inspect = (place: string, home: Home, carrier: object): void => {
      for (const [name, value] of Object.entries(carrier)) {
        if (!name.startsWith("x-")) continue;
        const extension = extensions[name];
        if (!extension) problems.push(`${place} has the unknown extension ${name}`);
        else if (!extension.homes.includes(home)) problems.push(`${place} has ${name}, which may not stand on a ${home}`);
        else if (!ajv.validate(extension.schema, value)) problems.push(`${place}, ${name}: ${ajv.errorsText(ajv.errors, { dataVar: "value" })}`);
      }
    };
    for (const { operation } of operationsOf(document)) inspect(operation.operationId, "operation", operation);
    for (const [type, { post }] of Object.entries(document.webhooks ?? {})) inspect(`the webhook ${type}`, "webhook", post);
    for (const { place, schema } of allSchemas(document)) {
      inspect(place, "schema", schema);
      if (schema["x-plinto-open-enum"] && !schema.enum) problems.push(`${place} is marked as an open enum and is none`);
      if (schema["x-plinto-open-union"] && !schema.oneOf) problems.push(`${place} is marked as an open union and is none`);
      const ref = schema["x-plinto-ref"] as { entity?: string } | undefined;
      if (ref?.entity && !document.components.schemas[ref.entity]?.["x-plinto-entity"]) problems.push(`${place} refers to ${ref.entity}, which is no entity`);
    }
    return problems;
  },
};
