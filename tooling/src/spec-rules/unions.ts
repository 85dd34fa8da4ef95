import { refName, resolved } from "../description/openapi.ts";
import type { SpecRule } from "./rule.ts";
import { allSchemas } from "./walk-schemas.ts";

export const unions: SpecRule = {
  name: "unions",
  says: "unions are `oneOf` with a discriminator that maps every branch, and have no properties beside them; `anyOf` only adds null",
  check(document) {
    const problems: string[] = [];
    for (const { place, schema } of allSchemas(document)) {
      if (schema.properties && (schema.oneOf || schema.anyOf)) problems.push(`${place} has properties beside a union: put them into the branches`);
      if (schema.anyOf && !schema.anyOf.some((branch) => branch.type === "null")) problems.push(`${place} is anyOf: use oneOf with a discriminator`);
      const branches = (schema.oneOf ?? []).filter((branch) => branch.type !== "null");
      if (branches.every((branch) => resolved(document, branch).type !== "object")) continue;
      if (branches.length === 1 && schema.oneOf!.length > 1) continue;
      const { discriminator } = schema;
      if (!discriminator?.mapping) {
        problems.push(`${place} is oneOf without a discriminator that lists its mapping`);
        continue;
      }
      const mapped = new Set(Object.values(discriminator.mapping).map(refName));
      for (const branch of branches) {
        if (!branch.$ref) problems.push(`${place} has a branch without a name: make it a component`);
        else if (!mapped.has(refName(branch.$ref))) problems.push(`${place}: the mapping leaves out ${refName(branch.$ref)}`);
        const { properties, required } = resolved(document, branch);
        if (!properties?.[discriminator.propertyName])
          problems.push(`${place}: ${branch.$ref ? refName(branch.$ref) : "a branch"} has no ${discriminator.propertyName}`);
        else if (!required?.includes(discriminator.propertyName))
          problems.push(`${place}: ${discriminator.propertyName} is optional in ${branch.$ref ? refName(branch.$ref) : "a branch"}`);
      }
      for (const name of mapped)
        if (!branches.some((branch) => branch.$ref && refName(branch.$ref) === name)) problems.push(`${place}: the mapping names ${name}, which is no branch`);
    }
    return problems;
  },
};
