import type { Description } from "../description/model.ts";
import type { Parameter, Schema } from "../description/openapi.ts";
import { banner } from "./banner.ts";
import { runtimeImports, validatorCode, validatorTable, type ValidatorCode } from "./validator-code.ts";

const folder = "packages/mock/src/generated/validators";

/**
 * packages/mock/src/generated/validators/: what Ajv emits for every input and answer, cut so that a resource loads only
 * its own functions and those that several share stand in `shared.js`.
 */
export function emitValidators(description: Description): Map<string, string> {
  const wanted = validatedSchemas(description);
  const owners = new Map([...wanted].map(([name, { slug }]) => [name, slug]));
  const schemas = new Map([...wanted].map(([name, { schema }]) => [name, schema]));
  return filesOf(description, validatorCode(description.schemas, schemas), owners);
}

/** Everything that the backend validates, by operation and part, `listTeams_query`, with the resource that it belongs to. */
export function validatedSchemas(description: Description): Map<string, { readonly slug: string; readonly schema: Schema }> {
  const wanted = new Map<string, { slug: string; schema: Schema }>();
  for (const operation of description.operations) {
    const add = (part: string, schema: Schema): unknown => wanted.set(`${operation.id}_${part}`, { slug: operation.slug, schema });
    if (operation.pathParameters.length > 0) add("path", parametersSchema(operation.pathParameters));
    // What a browser brings back from elsewhere may hold more than was agreed.
    add("query", { ...parametersSchema(operation.queryParameters), additionalProperties: operation.navigation === "only" });
    if (operation.body) add("body", operation.body.schema);
    if (operation.success.schema) add("response", operation.success.schema);
  }
  return wanted;
}

function parametersSchema(parameters: Parameter[]): Schema {
  return {
    type: "object",
    additionalProperties: false,
    properties: Object.fromEntries(parameters.map((parameter) => [parameter.name, parameter.schema])),
    required: parameters.filter((parameter) => parameter.required).map((parameter) => parameter.name),
  };
}

function filesOf(description: Description, { statements, functions }: ValidatorCode, owners: ReadonlyMap<string, string>): Map<string, string> {
  const head = banner(description, "validators.ts");
  const homes = homesOf({ statements, functions }, owners);
  const shared = [...statements.keys()].filter((name) => homes.get(name) === "shared");
  const files = new Map<string, string>();
  for (const home of ["shared", ...description.slugs]) {
    const names = [...statements.keys()].filter((name) => homes.get(name) === home);
    const own = [...functions].filter(([name]) => owners.get(name) === home);
    const uses = new Set([...names.flatMap((name) => [...statements.get(name)!.uses]), ...own.map(([, target]) => target)]);
    const imported = home === "shared" ? [] : shared.filter((name) => uses.has(name));
    const text = names.map((name) => `${statements.get(name)!.text}\n`).join("");
    const tail = home === "shared" ? exportsOf(shared) : validatorTable("validators", own);
    let imports = runtimeImports(text + tail, "../../validation");
    if (imported.length > 0) imports += `import { ${imported.join(", ")} } from "./shared.js";\n`;
    files.set(`${folder}/${home}.js`, `${head}${imports}${text}${tail}`);
    if (home === "shared") continue;
    files.set(
      `${folder}/${home}.d.ts`,
      `${head}import type { Validator } from "../../validation/validator.ts";\nexport declare const validators: Readonly<Record<string, Validator>>;\n`,
    );
  }
  let index = head;
  index += `import type { Validator } from "../../validation/validator.ts";\n\n/** Loads the validators of one resource. */\nexport const loadValidators: Readonly<Record<string, () => Promise<{ readonly validators: Readonly<Record<string, Validator>> }>>> = {\n`;
  for (const slug of description.slugs) index += `  ${JSON.stringify(slug)}: () => import("./${slug}.js"),\n`;
  files.set(`${folder}/index.ts`, `${index}};\n`);
  return files;
}

/** The file of each statement: that of the one resource that needs it, or the shared one. */
function homesOf({ statements, functions }: ValidatorCode, owners: ReadonlyMap<string, string>): Map<string, string> {
  const homes = new Map<string, string>();
  const reached = new Set<string>();
  const reach = (name: string, slug: string): void => {
    if (reached.has(`${slug} ${name}`)) return;
    reached.add(`${slug} ${name}`);
    homes.set(name, homes.has(name) && homes.get(name) !== slug ? "shared" : slug);
    for (const used of statements.get(name)!.uses) reach(used, slug);
  };
  for (const [name, target] of functions) reach(target, owners.get(name)!);
  return homes;
}

function exportsOf(names: readonly string[]): string {
  return names.length > 0 ? `export { ${names.join(", ")} };\n` : "export {};\n";
}
