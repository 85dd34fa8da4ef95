import { shortHash } from "../short-hash.ts";

/**
 * Says shorter what Ajv emits, line by line, and names its functions by their schemas, so that a new schema renames no
 * others. A function takes the faults so far and gives them back with its own, and is told its place in two parts, which
 * are joined only for a fault: a value that is valid costs no text.
 *
 * @param code what Ajv emits with `allErrors`, `messages: false` and `lines`, its runtime helpers named `equal` and `codePoints`
 */
export function compactValidators(code: string): string {
  const names = new Map<string, string>();
  for (const [, name = "", id = ""] of code.matchAll(/^function (validate\d+)\(.*\n\/\*# sourceURL="([^"]+)" \*\/;$/gm)) names.set(name, identifier(id));
  const constants = new Map<string, string>();
  const keep = (name: string, text: string): string => (constants.set(name, text), name);

  let text = code.replace(/^"use strict";/, "");
  const schemas = new Map<string, unknown>();
  text = text.replaceAll(/^const (schema\d+) = (.*);$/gm, (_match, name: string, json: string) => (schemas.set(name, JSON.parse(json)), ""));
  text = text.replaceAll(/^const (pattern\d+) = (new RegExp\(.*\));$/gm, (_match, name: string, value: string) => {
    names.set(name, keep(`pattern_${shortHash(value)}`, value));
    return "";
  });
  text = text.replaceAll(/^const (formats\d+) = (formats.*);$/gm, (_match, name: string, value: string) => {
    names.set(name, keep(identifier(value.replaceAll(/["[\]]+/g, ".").replace(/\.$/, "")), value));
    return "";
  });
  text = text.replaceAll(/^const (func\d+) = (codePoints|equal|Object\.prototype\.hasOwnProperty);$/gm, (_match, name: string, value: string) => {
    names.set(name, value);
    return "";
  });
  // Where schemas refer to each other in a circle Ajv looks a function up that it has yet to write; declared ones are hoisted.
  const circular = new Map<string, string>();
  text = text.replaceAll(/^const (wrapper\d+) = \{validate: (validate\d+)\};$/gm, (_match, name: string, target: string) => (circular.set(name, target), ""));
  text = text.replaceAll(/\b(wrapper\d+)\.validate\b/g, (whole, name: string) => circular.get(name) ?? whole);
  text = text.replaceAll(/\b(?:validate|pattern|formats|func)\d+\b/g, (name) => names.get(name) ?? name);
  text = text.replaceAll(/Object\.prototype\.hasOwnProperty\.call\((schema\d+)\.properties, (\w+)\)/g, (_match, schema: string, key: string) => {
    const known = `new Set(${JSON.stringify(Object.keys((schemas.get(schema) as { properties: object }).properties))})`;
    return `${keep(`names_${shortHash(known)}`, known)}.has(${key})`;
  });
  text = text.replaceAll(/\b(schema\d+)((?:\.\w+|\["[^"]+"\]|\[\d+\])+)/g, (_match, schema: string, path: string) =>
    JSON.stringify(at(schemas.get(schema), path)),
  );
  text = shortRepetitions(shortFaults(text));
  text = text.replaceAll(/^function (\w+)\(data, \{instancePath=""[^]*?\nreturn errors === 0;\n\}$/gm, (whole, name: string) => compactFunction(name, whole));
  const left = /\b(?:instancePath|parentData|rootData|evaluated|(?:schema|func|validate|wrapper)\d+|\w+\.errors)\b.*/.exec(
    text.replaceAll(ofTheValue, ""),
  )?.[0];
  if (left !== undefined) throw new Error(`Ajv emits something new: ${left.slice(0, 120)}. Teach tooling/src/generate/validator-text.ts to shorten it.`);
  const head = [...constants].map(([name, value]) => `const ${name} = ${value};\n`).join("");
  return `${head}${frequentFaults(text)
    .replaceAll(/\n{2,}/g, "\n")
    .trim()}\n`;
}

/** Three kinds of faults are nine in ten of all; each has a function, which says its keyword and the name of its parameter once. */
function frequentFaults(code: string): string {
  return code
    .replaceAll(/\baddFault\(vErrors, (.*), "required", \{missingProperty: (.*)\}\);/g, "addMissing(vErrors, $1, $2);")
    .replaceAll(/\baddFault\(vErrors, (.*), "additionalProperties", \{additionalProperty: (.*)\}\);/g, "addUnknown(vErrors, $1, $2);")
    .replaceAll(/\baddFault\(vErrors, (.*), "type", \{type: (.*)\}\);/g, "addMistyped(vErrors, $1, $2);");
}

/** Texts and properties of what is validated, which may be called like something of Ajv's. */
const ofTheValue = /"(?:[^"\\]|\\.)*"|\bdata\d*\.\w+/g;

/** Ajv spells the bookkeeping of every fault out in six lines, and that of a call in three; a call says the same. */
function shortFaults(code: string): string {
  return code
    .replaceAll(
      /const (err\d+) = \{instancePath(:?.*?),schemaPath:"(?:[^"\\]|\\.)*",keyword:("\w+"),params:(\{.*?\})(?:,propertyName:\w+)?\};\nif\(vErrors === null\)\{\nvErrors = \[\1\];\n\}\nelse \{\nvErrors\.push\(\1\);\n\}\nerrors\+\+;/g,
      (_match, _name, path: string, keyword: string, parameters: string) =>
        `vErrors = addFault(vErrors, ${path === "" ? "instancePath" : path.slice(1)}, ${keyword}, ${parameters});\nerrors++;`,
    )
    .replaceAll(
      /if\(!\((\w+)\((.*?), \{instancePath(:.*?)?,parentData(?::.*?)?,parentDataProperty(?::.*?)?,rootData\}\)\)\)\{\nvErrors = vErrors === null \? \1\.errors : vErrors\.concat\(\1\.errors\);\nerrors = vErrors\.length;\n\}/g,
      (_match, name: string, value: string, path: string | undefined) => {
        const below = path === undefined ? '""' : path.replace(/^:instancePath\+/, "");
        return `vErrors = ${name}(${value}, vErrors, instancePath, ${below});\nerrors = lengthOf(vErrors);`;
      },
    );
}

/** Looking for what stands in a list twice takes Ajv twenty lines. */
function shortRepetitions(code: string): string {
  return code
    .replaceAll(
      /let (i\d+) = (\w+)\.length;\nlet (j\d+);\nif\(\1 > 1\)\{\nconst (indices\d+) = \{\};\nfor\(;\1--;\)\{\nlet (item\d+) = \2\[\1\];\nif\(typeof \5 !== "string"\)\{\ncontinue;\n\}\nif\(typeof \4\[\5\] == "number"\)\{\n\3 = \4\[\5\];\nvErrors = addFault\(vErrors, (.*), "uniqueItems", \{i: \1, j: \3\}\);\nerrors\+\+;\nbreak;\n\}\n\4\[\5\] = \1;\n\}\n\}/g,
      (_match, _i, items: string, _j, _indices, _item, place: string) => repetition("addRepeatedText", place, items),
    )
    .replaceAll(
      /let (i\d+) = (\w+)\.length;\nlet (j\d+);\nif\(\1 > 1\)\{\n(outer\d+):\nfor\(;\1--;\)\{\nfor\(\3 = \1; \3--;\)\{\nif\(equal\(\2\[\1\], \2\[\3\]\)\)\{\nvErrors = addFault\(vErrors, (.*), "uniqueItems", \{i: \1, j: \3\}\);\nerrors\+\+;\nbreak \4;\n\}\n\}\n\}\n\}/g,
      (_match, _i, items: string, _j, _outer, place: string) => repetition("addRepetition", place, items),
    );
}

function repetition(name: string, place: string, items: string): string {
  return `vErrors = ${name}(vErrors, ${place}, ${items});\nerrors = lengthOf(vErrors);`;
}

function compactFunction(name: string, whole: string): string {
  let text = whole
    .replace(/^.*\n.*\n/, `function ${name}(data, vErrors, at, below) {\n`)
    .replace("let vErrors = null;\n", "")
    .replace(`${name}.errors = vErrors;\n`, "")
    .replace("return errors === 0;", "return vErrors;");
  // A place that is handed on as it is stays in two parts; one that others build on is joined once.
  text = text.replaceAll(/, instancePath, ""\)/g, ", at, below)");
  const place = /\w+\(.*, vErrors, instancePath, /.test(text) ? "place" : "at + below";
  if (place === "place") text = text.replace("\n", "\nconst place = at + below;\n");
  text = text.replaceAll(new RegExp(`${ofTheValue.source}|\\binstancePath\\b(\\+)?`, "g"), (whole, plus?: string) => {
    if (!whole.startsWith("instancePath")) return whole;
    return plus ? `${place} + ` : place;
  });
  // Only a function that tries alternatives and takes back their faults has to count.
  if (text.includes("_errs")) text = text.replace("let errors = 0;", "let errors = lengthOf(vErrors);");
  else text = text.replaceAll(/^(?:let errors = 0;|errors\+\+;|errors = lengthOf\(vErrors\);)\n/gm, "");
  return text.replaceAll(/ ?\{\n(vErrors = \w+\(.*\);)\n\}/g, " $1");
}

/** The value at a path such as `.properties.sort.enum`. */
function at(schema: unknown, path: string): unknown {
  let value = schema;
  for (const [, dotted, quoted, index] of path.matchAll(/\.(\w+)|\["([^"]+)"\]|\[(\d+)\]/g))
    value = (value as Record<string, unknown>)[dotted ?? quoted ?? index!];
  return value;
}

function identifier(id: string): string {
  return id.replaceAll(/\W/g, "_");
}
