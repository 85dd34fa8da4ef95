import type { Ajv } from "ajv";
import standalone from "ajv/dist/standalone/index.js";

const standaloneCode = standalone as unknown as (ajv: Ajv, exports: Record<string, string>) => string;

/** What Ajv emits for these schemas, with its bookkeeping shortened and nothing required at run time but ours. */
export function emittedByAjv(ajv: Ajv, exports: Record<string, string>): string {
  const code = shortened(standaloneCode(ajv, exports))
    .replaceAll(/require\("ajv\/dist\/runtime\/ucs2length"\)\.default/g, "codePoints")
    .replaceAll(/require\("ajv\/dist\/runtime\/equal"\)\.default/g, "equal");
  if (code.includes("require(")) throw new Error(`The generated validators need a module at run time: ${/require\([^)]*\)/.exec(code)?.[0]}`);
  return code;
}

/** The imports that a piece of emitted code needs from packages/mock/src/validation, which lies at this path from it. */
export function runtimeImports(code: string, folder: string): string {
  let head = "";
  if (/\bformats\b/.test(code)) head += `import { formats } from "${folder}/formats.ts";\n`;
  if (/\baddFault\(/.test(code)) head += `import { addFault } from "${folder}/validator.ts";\n`;
  if (/\bcodePoints\b/.test(code)) head += `import { codePoints } from "${folder}/code-points.ts";\n`;
  if (/= equal;/.test(code)) head += `import { equal } from "${folder}/equal.ts";\n`;
  return head;
}

/** Only what decides: no descriptions, no examples, no extensions; references point at the shared definitions. */
export function bareSchema<T>(schema: T): T {
  return JSON.parse(JSON.stringify(schema), function (this: Record<string, unknown>, key, value: unknown) {
    if (key === "$ref") return (value as string).replace("#/components/schemas/", "component-");
    if (key.startsWith("x-plinto-")) return undefined;
    if (key === "discriminator") return { propertyName: (value as { propertyName: string }).propertyName };
    // Inside `properties` these words are names of properties.
    if ((key === "description" || key === "examples") && (key === "examples" ? Array.isArray(value) : typeof value === "string")) return undefined;
    return isUnion(value) ? { type: "object", ...value } : value;
  }) as T;
}

/** A union by discriminator. Ajv tells its members apart only for objects, and would let everything else pass. */
function isUnion(value: unknown): value is object {
  return typeof value === "object" && value !== null && "oneOf" in value && "discriminator" in value && Array.isArray(value.oneOf);
}

/** Ajv spells the bookkeeping of every fault out in six lines; a call says the same. */
function shortened(code: string): string {
  return code.replaceAll(
    /const (err\d+) = \{instancePath(:?.*?),schemaPath:"(?:[^"\\]|\\.)*",keyword:("\w+"),params:(\{.*?\})(?:,propertyName:\w+)?\};\nif\(vErrors === null\)\{\nvErrors = \[\1\];\n\}\nelse \{\nvErrors\.push\(\1\);\n\}\nerrors\+\+;/g,
    (_match, _name, path: string, keyword: string, parameters: string) =>
      `vErrors = addFault(vErrors, ${path === "" ? "instancePath" : path.slice(1)}, ${keyword}, ${parameters});\nerrors++;`,
  );
}
