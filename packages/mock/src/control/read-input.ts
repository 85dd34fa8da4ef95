import type { ControlOperationId } from "../generated/control-routes.ts";
import { controlValidators } from "../generated/control-validators.js";
import { MockError } from "../mock-error.ts";
import { collect } from "../pipeline/input.ts";
import type { Fault } from "../pipeline/problem.ts";

type Input = Readonly<Record<string, unknown>>;

/** Reads the query of an operation; a name that it does not have is refused. */
export function readControlQuery(operationId: ControlOperationId, search: URLSearchParams): Input {
  // Text that is no number stays text, for the validator to refuse.
  const query = Object.fromEntries([...search].map(([name, text]) => [name, /^\d{1,9}$/.test(text) && name.endsWith("Seconds") ? Number(text) : text]));
  return checked(`${operationId}_query`, query, "/query");
}

/** Reads the body of an operation, if it has one, and checks it against spec/mock-control.yaml. */
export async function readControlBody(operationId: ControlOperationId, request: Request): Promise<Input> {
  if (!Object.hasOwn(controlValidators, `${operationId}_body`)) return {};
  let body: unknown;
  try {
    body = JSON.parse(await request.text());
  } catch {
    throw new MockError("malformed_json", "The body is not JSON. Send a JSON object.");
  }
  return checked(`${operationId}_body`, body, "");
}

function checked(name: string, value: unknown, prefix: string): Input {
  const faults: Fault[] = [];
  collect(controlValidators[name], value, prefix, faults);
  if (faults.length === 0) return value as Input;
  throw new MockError("validation_failed", `The request is not valid: ${faults.map(({ message }) => message).join("; ")}.`, { facts: { errors: faults } });
}
