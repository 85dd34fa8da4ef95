import { Ajv, _ } from "ajv";
import standalone from "ajv/dist/standalone/index.js";
import ts from "typescript";
import { formats } from "../../../packages/mock/src/validation/formats.ts";
import { bareSchema } from "./bare-schema.ts";
import { shareSchemas, type JsonSchema } from "./share-schemas.ts";
import { compactValidators } from "./validator-text.ts";

const standaloneCode = standalone as unknown as (ajv: Ajv, exports: Record<string, string>) => string;

/** A function or constant of the generated validators, with the names of others that it uses. */
export interface Statement {
  readonly text: string;
  readonly uses: ReadonlySet<string>;
}

/** What validates some schemas. */
export interface ValidatorCode {
  /** Functions and constants by name, in an order in which they can stand. */
  readonly statements: ReadonlyMap<string, Statement>;
  /** The function of each of the schemas. */
  readonly functions: ReadonlyMap<string, string>;
}

/**
 * What Ajv emits for schemas that refer to components, each component and whatever else stands in several of them as one
 * function.
 *
 * @param components schemas of the description by name
 * @param wanted the schemas to validate, by name
 */
export function validatorCode(components: Readonly<Record<string, object>>, wanted: ReadonlyMap<string, object>): ValidatorCode {
  const sources = new Map<string, JsonSchema>();
  for (const [name, schema] of Object.entries(components)) sources.set(`component-${name}`, bareSchema(schema) as JsonSchema);
  for (const [name, schema] of wanted) sources.set(name, bareSchema(schema) as JsonSchema);
  const { schemas, nameOf } = shareSchemas(sources);
  const ajv = new Ajv({
    allErrors: true,
    strict: false,
    discriminator: true,
    inlineRefs: false,
    messages: false,
    formats,
    code: { source: true, esm: true, lines: true, formats: _`formats` },
  });
  for (const [name, schema] of schemas) ajv.addSchema({ ...schema, $id: name });
  const targets = [...new Set([...wanted.keys()].map(nameOf))];
  const exports = Object.fromEntries(targets.map((id, index) => [`wanted${index}`, id]));
  const code = standaloneCode(ajv, exports)
    .replaceAll(/require\("ajv\/dist\/runtime\/ucs2length"\)\.default/g, "codePoints")
    .replaceAll(/require\("ajv\/dist\/runtime\/equal"\)\.default/g, "equal");
  if (code.includes("require(")) throw new Error(`The generated validators need a module at run time: ${/require\([^)]*\)/.exec(code)?.[0]}`);
  const { statements, exported } = statementsOf(compactValidators(code));
  return { statements, functions: new Map([...wanted.keys()].map((name) => [name, exported.get(`wanted${targets.indexOf(nameOf(name))}`)!])) };
}

/** The imports that a piece of emitted code needs from packages/mock/src/validation, which lies at this path from it. */
export function runtimeImports(code: string, folder: string): string {
  let head = "";
  if (/\bformats\b/.test(code)) head += `import { formats } from "${folder}/formats.ts";\n`;
  const ours = ["addFault", "addMissing", "addMistyped", "addUnknown", "lengthOf", "validator"].filter((name) => new RegExp(`\\b${name}\\(`).test(code));
  if (ours.length > 0) head += `import { ${ours.join(", ")} } from "${folder}/validator.ts";\n`;
  if (/\bcodePoints\(/.test(code)) head += `import { codePoints } from "${folder}/code-points.ts";\n`;
  const repeated = ["addRepeatedText", "addRepetition"].filter((name) => code.includes(`${name}(`));
  if (repeated.length > 0) head += `import { ${repeated.join(", ")} } from "${folder}/repetition.ts";\n`;
  if (/\bequal\(/.test(code)) head += `import { equal } from "${folder}/equal.ts";\n`;
  return head;
}

/** A constant of the validators by their names, each from the function that decides it. */
export function validatorTable(name: string, functions: Iterable<readonly [string, string]>): string {
  return `export const ${name} = {\n${[...functions].map(([key, target]) => `  ${key}: validator(${target}),\n`).join("")}};\n`;
}

function statementsOf(code: string): { statements: Map<string, Statement>; exported: Map<string, string> } {
  const source = ts.createSourceFile("validators.js", code, ts.ScriptTarget.ES2022, true, ts.ScriptKind.JS);
  const found = new Map<string, { text: string; names: Set<string> }>();
  const exported = new Map<string, string>();
  for (const statement of source.statements) {
    const text = statement.getText(source);
    if (ts.isFunctionDeclaration(statement) && statement.name) {
      found.set(statement.name.text, { text, names: identifiers(statement) });
    } else if (ts.isVariableStatement(statement)) {
      const [declaration] = statement.declarationList.declarations;
      const name = (declaration!.name as ts.Identifier).text;
      if (text.startsWith("export ")) exported.set(name, (declaration!.initializer as ts.Identifier).text);
      else found.set(name, { text, names: identifiers(declaration!) });
    } else throw new Error(`Unexpected statement in generated validators: ${text.slice(0, 80)}`);
  }
  const statements = new Map(
    [...found].map(([name, { text, names }]) => [name, { text, uses: new Set([...names].filter((used) => used !== name && found.has(used))) }]),
  );
  return { statements, exported };
}

function identifiers(node: ts.Node): Set<string> {
  const names = new Set<string>();
  const visit = (child: ts.Node): void => {
    if (ts.isIdentifier(child)) names.add(child.text);
    ts.forEachChild(child, visit);
  };
  visit(node);
  return names;
}
