import { controlIntegers, type ControlOperationId } from "../generated/control-routes.ts";
import { controlValidators } from "../generated/control-validators.js";
import { errorCodes } from "../generated/registries.ts";
import { isMockError, MockError } from "../mock-error.ts";
import { checkDeclaredLength, requestText } from "../pipeline/body-text.ts";
import { collect } from "../pipeline/input.ts";
import { ProblemError, type Fault } from "../pipeline/problem.ts";

type Input = Readonly<Record<string, unknown>>;

/** Reads the query of an operation; a name that it does not have is refused. */
export function readControlQuery(operationId: ControlOperationId, search: URLSearchParams): Input {
  // Text that is no number stays text, for the validator to refuse.
  const integers = controlIntegers[operationId] ?? [];
  const query = Object.fromEntries([...search].map(([name, text]) => [name, /^\d{1,9}$/.test(text) && integers.includes(name) ? Number(text) : text]));
  return checked(`${operationId}_query`, query, "/query");
}

/** Reads the body of an operation, if it has one, and checks it against spec/mock-control.yaml. */
export async function readControlBody(operationId: ControlOperationId, request: Request): Promise<Input> {
  if (!Object.hasOwn(controlValidators, `${operationId}_body`)) return {};
  let body: unknown;
  try {
    body = JSON.parse(await limitedBody(request, longestBodies[operationId]));
  } catch (error) {
    if (isMockError(error)) throw error;
    throw new MockError("malformed_json", "The body is not JSON. Send a JSON object.");
  }
  return checked(`${operationId}_body`, body, "");
}

/** Bodies that may be longer than those of the API: a state holds everything. */
const longestBodies: Readonly<Partial<Record<ControlOperationId, number>>> = { importSnapshot: 268_435_456 };

/** The body as text, which may be as long as one of the API unless more is said. */
async function limitedBody(request: Request, maximum: number | undefined): Promise<string> {
  try {
    checkDeclaredLength(request.headers.get("content-length"), maximum);
    return await requestText(request, maximum);
  } catch (error) {
    if (error instanceof ProblemError && error.problem.code === "payload_too_large") throw new MockError("payload_too_large", errorCodes.payload_too_large.fix);
    throw error;
  }
}

function checked(name: string, value: unknown, prefix: string): Input {
  const faults: Fault[] = [];
  collect(controlValidators[name], value, prefix, faults);
  if (faults.length === 0) return value as Input;
  throw new MockError("validation_failed", `The request is not valid: ${faults.map(({ message }) => message).join("; ")}.`, { facts: { errors: faults } });
}
