import type { Schema } from "../description/openapi.ts";
import { controlBanner, readControlDocument, type ControlParameter } from "./control-document.ts";
import { runtimeImports, validatorCode, validatorTable } from "./validator-code.ts";

const emitter = "control-routes.ts";

/** packages/mock/src/generated/control-{routes,validators}: where the control plane answers, and what it takes there. */
export function emitControlRoutes(): Map<string, string> {
  const { operations, schemas } = readControlDocument();
  const wanted = new Map<string, Schema>();
  const routes = new Map<string, Record<string, string>>();
  for (const { method, path, operationId, parameters = [], requestBody } of operations) {
    const below = path.slice("/__plinto".length);
    routes.set(below, { ...routes.get(below), [method]: operationId });
    wanted.set(`${operationId}_query`, querySchema(parameters));
    if (requestBody) wanted.set(`${operationId}_body`, requestBody.content["application/json"].schema);
  }
  const { statements, functions } = validatorCode(schemas, wanted);
  const text = [...statements.values()].map((statement) => `${statement.text}\n`).join("") + validatorTable("controlValidators", functions);
  const validators = `${controlBanner(emitter)}${runtimeImports(text, "../validation")}${text}`;
  const ids = operations.map(({ operationId }) => operationId);
  let table = controlBanner(emitter);
  table += `\n/** Every operation of the control plane. */\nexport type ControlOperationId =\n${ids.map((id) => `  | ${JSON.stringify(id)}`).join("\n")};\n`;
  table += `\n/** The operations by their path below \`/__plinto\` and their method. */\nexport const controlRoutes: Readonly<Record<string, Readonly<Record<string, ControlOperationId>>>> = ${JSON.stringify(Object.fromEntries(routes), null, 2)};\n`;
  const integers = operations.flatMap(({ operationId, parameters = [] }) => {
    const names = parameters.filter(({ schema }) => schema.type === "integer").map(({ name }) => name);
    return names.length > 0 ? [[operationId, names] as const] : [];
  });
  table += `\n/** The parameters of a query that are whole numbers, by operation. */\nexport const controlIntegers: Readonly<Partial<Record<ControlOperationId, readonly string[]>>> = ${JSON.stringify(Object.fromEntries(integers), null, 2)};\n`;
  return new Map([
    ["packages/mock/src/generated/control-routes.ts", table],
    ["packages/mock/src/generated/control-validators.js", validators],
    [
      "packages/mock/src/generated/control-validators.d.ts",
      `${controlBanner(emitter)}import type { Validator } from "../validation/validator.ts";\nexport declare const controlValidators: Readonly<Record<string, Validator>>;\n`,
    ],
  ]);
}

function querySchema(parameters: readonly ControlParameter[]): Schema {
  const required = parameters.filter((parameter) => parameter.required).map(({ name }) => name);
  return {
    type: "object",
    additionalProperties: false,
    properties: Object.fromEntries(parameters.map(({ name, schema }) => [name, schema])),
    ...(required.length > 0 && { required }),
  };
}
