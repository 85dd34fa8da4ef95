import type { SpecRule } from "./rule.ts";
import { allSchemas, reachable, requestSchemas, within } from "./walk-schemas.ts";

export const separateShapes: SpecRule = {
  name: "separate-shapes",
  says: "what is sent and what is read have shapes of their own: no readOnly, no writeOnly, no default in what is sent",
  check(document) {
    const problems: string[] = [];
    for (const { place, schema } of allSchemas(document)) {
      for (const word of ["readOnly", "writeOnly"]) if (word in schema) problems.push(`${place} is ${word}: make separate schemas for sending and reading`);
    }
    const sent = [...requestSchemas(document)];
    const components = [
      ...reachable(
        document,
        sent.map(({ schema }) => schema),
      ),
    ].map((name) => ({ place: name, schema: document.components.schemas[name]! }));
    for (const root of [...sent, ...components]) {
      for (const { place, schema } of within(root.place, root.schema))
        if ("default" in schema) problems.push(`${place} has a default, which makes it required in the types: say it in the description`);
    }
    return [...new Set(problems)];
  },
};
