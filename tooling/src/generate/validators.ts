import { Ajv, _ } from "ajv";
import ts from "typescript";
import { formats } from "../../../packages/mock/src/validation/formats.ts";
import type { Description, OperationModel } from "../description/model.ts";
import type { Parameter, Schema } from "../description/openapi.ts";
import { banner } from "./banner.ts";
import { bareSchema, emittedByAjv, runtimeImports } from "./validator-code.ts";

/**
 * packages/mock/src/generated/validators/: what Ajv emits for every input and answer, cut so that a resource loads only
 * its own functions and those that several share stand in `shared.js`.
 */
export async function emitValidators(description: Description): Promise<Map<string, string>> {
  const ajv = new Ajv({
    allErrors: true,
    strict: false,
    discriminator: true,
    inlineRefs: 4,
    messages: false,
    formats: formats,
    code: { source: true, esm: true, lines: true, formats: _`formats` },
  });
  // A schema with an id of its own is compiled once, whoever refers to it.
  for (const [name, schema] of Object.entries(description.schemas)) ajv.addSchema({ $id: `component-${name}`, ...bareSchema(schema) });
  const owners = new Map<string, string>();
  const exports: Record<string, string> = {};
  const add = (operation: OperationModel, part: string, schema: Schema): void => {
    const name = `${operation.id}_${part}`;
    ajv.addSchema({ $id: name, ...bareSchema(schema) });
    exports[name] = name;
    owners.set(name, operation.slug);
  };
  for (const operation of description.operations) {
    if (operation.pathParameters.length > 0) add(operation, "path", parametersSchema(operation.pathParameters));
    add(operation, "query", parametersSchema(operation.queryParameters));
    if (operation.body) add(operation, "body", operation.body.schema);
    if (operation.success.schema) add(operation, "response", operation.success.schema);
  }
  return split(description, emittedByAjv(ajv, exports), owners);
}

function parametersSchema(parameters: Parameter[]): Schema {
  return {
    type: "object",
    additionalProperties: false,
    properties: Object.fromEntries(parameters.map((parameter) => [parameter.name, parameter.schema])),
    required: parameters.filter((parameter) => parameter.required).map((parameter) => parameter.name),
  };
}

function split(description: Description, code: string, owners: Map<string, string>): Map<string, string> {
  const source = ts.createSourceFile("validators.js", code, ts.ScriptTarget.ES2022, true, ts.ScriptKind.JS);
  const statements = new Map<string, { text: string; uses: Set<string> }>();
  const exported = new Map<string, string>();
  for (const statement of source.statements) {
    if (ts.isFunctionDeclaration(statement) && statement.name) {
      statements.set(statement.name.text, { text: statement.getText(source), uses: identifiers(statement) });
    } else if (ts.isVariableStatement(statement)) {
      const text = statement.getText(source);
      for (const declaration of statement.declarationList.declarations) {
        const name = (declaration.name as ts.Identifier).text;
        if (text.startsWith("export ")) exported.set(name, (declaration.initializer as ts.Identifier).text);
        else statements.set(name, { text, uses: identifiers(declaration) });
      }
    } else if (ts.isExpressionStatement(statement)) {
      const text = statement.getText(source);
      if (text === '"use strict";') continue;
      // `validate10.evaluated = {…}` belongs to its function.
      const owner = /^(\w+)\.evaluated/.exec(text)?.[1];
      if (!owner || !statements.has(owner)) throw new Error(`Unexpected statement in generated validators: ${text.slice(0, 80)}`);
      statements.get(owner)!.text += `\n${text}`;
    } else throw new Error(`Unexpected statement in generated validators: ${statement.getText(source).slice(0, 80)}`);
  }
  for (const statement of statements.values()) for (const name of statement.uses) if (!statements.has(name)) statement.uses.delete(name);

  const users = new Map<string, Set<string>>();
  const reach = (name: string, slug: string): void => {
    const slugs = users.get(name) ?? new Set();
    if (slugs.has(slug)) return;
    users.set(name, slugs.add(slug));
    for (const used of statements.get(name)!.uses) reach(used, slug);
  };
  for (const [name, target] of exported) reach(target, owners.get(name)!);
  const homeOf = (name: string): string => (users.get(name)!.size > 1 ? "shared" : [...users.get(name)!][0]!);

  const files = new Map<string, string>();
  const folder = "packages/mock/src/generated/validators";
  const sharedNames = [...statements.keys()].filter((name) => users.has(name) && homeOf(name) === "shared");
  for (const home of ["shared", ...description.slugs]) {
    const names = [...statements.keys()].filter((name) => users.has(name) && homeOf(name) === home);
    const text = names.map((name) => statements.get(name)!.text).join("\n");
    const uses = new Set(names.flatMap((name) => [...statements.get(name)!.uses]));
    const own = [...exported].filter(([name]) => owners.get(name) === home);
    for (const [, target] of own) uses.add(target);
    let head = banner(description, "validators.ts");
    head += runtimeImports(text, "../../validation");
    const imported = home === "shared" ? [] : sharedNames.filter((name) => uses.has(name));
    if (imported.length > 0) head += `import { ${imported.join(", ")} } from "./shared.js";\n`;
    let tail = "";
    if (home === "shared") tail = sharedNames.length > 0 ? `export { ${sharedNames.join(", ")} };\n` : "export {};\n";
    else tail = `export const validators = {\n${own.map(([name, target]) => `  ${name}: ${target},\n`).join("")}};\n`;
    files.set(`${folder}/${home}.js`, `${head}${text}\n${tail}`);
    if (home !== "shared")
      files.set(
        `${folder}/${home}.d.ts`,
        `${banner(description, "validators.ts")}import type { Validator } from "../../validation/validator.ts";\nexport declare const validators: Readonly<Record<string, Validator>>;\n`,
      );
  }
  let index = banner(description, "validators.ts");
  index += `import type { Validator } from "../../validation/validator.ts";\n\n/** Loads the validators of one resource. */\nexport const loadValidators: Readonly<Record<string, () => Promise<{ readonly validators: Readonly<Record<string, Validator>> }>>> = {\n`;
  for (const slug of description.slugs) index += `  ${JSON.stringify(slug)}: () => import("./${slug}.js"),\n`;
  files.set(`${folder}/index.ts`, `${index}};\n`);
  return files;
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
