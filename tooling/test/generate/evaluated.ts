import { compileFunction } from "node:vm";
import { codePoints } from "../../../packages/mock/src/validation/code-points.ts";
import { equal } from "../../../packages/mock/src/validation/equal.ts";
import { formats } from "../../../packages/mock/src/validation/formats.ts";
import { addRepeatedText, addRepetition } from "../../../packages/mock/src/validation/repetition.ts";
import { addFault, addMissing, addMistyped, addUnknown, lengthOf, validator, type Validator } from "../../../packages/mock/src/validation/validator.ts";
import { validatorCode } from "../../src/generate/validator-code.ts";

/** The validators that are emitted for some schemas, by their names. */
export function evaluated(components: Readonly<Record<string, object>>, wanted: ReadonlyMap<string, object>): ReadonlyMap<string, Validator> {
  const { statements, functions } = validatorCode(components, wanted);
  const code = [...statements.values()].map(({ text }) => text).join("\n");
  const table = `return { ${[...functions].map(([name, target]) => `${JSON.stringify(name)}: validator(${target})`).join(", ")} };`;
  const runtime = { addFault, addMissing, addMistyped, addUnknown, lengthOf, validator, addRepeatedText, addRepetition, codePoints, equal, formats };
  const made = compileFunction(`${code}\n${table}`, Object.keys(runtime))(...Object.values(runtime)) as Record<string, Validator>;
  return new Map(Object.entries(made));
}
