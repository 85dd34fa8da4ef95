import { loadValidators } from "../generated/validators/index.ts";
import type { OperationRow } from "../operation-row.ts";
import type { Validator, ValidatorFault } from "../validation/validator.ts";
import { visibleLine, visibleLineInWords } from "../validation/visible-line.ts";
import { checkShape, readBody } from "./body.ts";
import type { Exchange } from "./exchange.ts";
import { escapePointer } from "./json-pointer.ts";
import { fail, type Fault } from "./problem.ts";
import { readQuery } from "./query.ts";

type Validators = Readonly<Record<string, Validator>>;

/** An input, read. */
export interface ReadInput {
  /** Path, query and body as one flat object. */
  readonly values: Record<string, unknown>;
  /** What the description finds wrong in the members of the body that the operation judges itself. */
  readonly left: readonly Fault[];
}

/** An input before it is judged. */
export interface InputParts {
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, unknown>>;
  /** Nothing where there is no body. */
  readonly body: unknown;
}

/** Reads inputs and judges answers by the validators of the description, which it loads per resource and keeps. */
export class InputReader {
  readonly #loaded = new Map<string, Validators>();

  /**
   * Reads and validates the whole input of an operation into one flat object. Every fault is reported.
   *
   * @param judged members of the body whose faults are left to the operation
   */
  async read(row: OperationRow, pathParameters: Readonly<Record<string, string>>, exchange: Exchange, judged: readonly string[] = []): Promise<ReadInput> {
    const faults: Fault[] = [];
    const query = readQuery(row, exchange.search, faults);
    // What a GET carries besides its query means nothing (RFC 9110 section 9.3.1).
    const body = row.method === "GET" ? undefined : await readBody(row, exchange, faults);
    return this.#judge(row, { path: pathParameters, query, body }, judged, faults);
  }

  /** Judges an input that came in parts. @throws ProblemError `validation_failed` */
  async judge(row: OperationRow, parts: InputParts, judged: readonly string[] = []): Promise<ReadInput> {
    checkShape(parts.body);
    return this.#judge(row, parts, judged, []);
  }

  async #judge(row: OperationRow, { path: pathParameters, query, body }: InputParts, judged: readonly string[], told: readonly Fault[]): Promise<ReadInput> {
    const validators = this.#loaded.get(row.slug) ?? (await this.#load(row.slug));
    const faults: Fault[] = [];
    const left: Fault[] = [];
    collect(validators[`${row.id}_path`], pathParameters, "/path", faults);
    collect(validators[`${row.id}_query`], query, "/query", faults);
    faults.unshift(...told);
    if (body !== undefined) {
      const found: Fault[] = [];
      collect(validators[`${row.id}_body`], body, "", found);
      for (const fault of found) (judged.some((name) => isWithin(body, name, fault.pointer)) ? left : faults).push(fault);
    }
    if (body === undefined && row.bodyRequired) faults.push({ pointer: "", code: "required", message: "a JSON body is required" });
    if (faults.length > 0) fail("validation_failed", { errors: faults });
    if (row.body === "raw") return { values: { ...pathParameters, ...query, body }, left };
    return { values: { ...(body as object | undefined), ...pathParameters, ...query }, left };
  }

  /** The faults of an answer; an answer that breaks the description is a bug of this backend. */
  async answerFaults(row: OperationRow, body: unknown): Promise<Fault[]> {
    const validators = this.#loaded.get(row.slug) ?? (await this.#load(row.slug));
    const faults: Fault[] = [];
    collect(validators[`${row.id}_response`], body, "", faults);
    return faults;
  }

  async #load(slug: string): Promise<Validators> {
    const load = loadValidators[slug];
    if (!load) throw new Error(`There are no validators of ${slug}`);
    const { validators } = await load();
    this.#loaded.set(slug, validators);
    return validators;
  }
}

/** Whether a fault is in a member that is there. */
function isWithin(body: unknown, name: string, pointer: string): boolean {
  return (pointer === `/${name}` || pointer.startsWith(`/${name}/`)) && Object.hasOwn(body as object, name);
}

/** Adds what a generated validator finds wrong with a value, pointers below `prefix`. */
export function collect(validator: Validator | undefined, value: unknown, prefix: string, faults: Fault[]): void {
  if (!validator || validator(value)) return;
  for (const fault of validator.errors ?? []) {
    // `oneOf` and `if` only repeat what a more exact fault says.
    if (fault.keyword === "if") continue;
    const described = describeFault(fault, prefix);
    // What is empty matches nothing, and has been told so.
    if (described.code === "pattern" && faults.some(({ pointer, code }) => code === "minLength" && pointer === described.pointer)) continue;
    faults.push(described);
  }
}

function describeFault(fault: ValidatorFault, prefix: string): Fault {
  const { params } = fault;
  const at = prefix + fault.instancePath;
  const name = at.slice(at.lastIndexOf("/") + 1) || "the body";
  switch (fault.keyword) {
    case "required":
      return {
        pointer: `${at}/${escapePointer(String(params["missingProperty"]))}`,
        code: "required",
        message: `${String(params["missingProperty"])} is required`,
      };
    case "additionalProperties": {
      const extra = String(params["additionalProperty"]).slice(0, 100);
      return { pointer: `${at}/${escapePointer(extra)}`, code: "unknown_property", message: `there is no property ${JSON.stringify(extra)} here` };
    }
    case "type":
      return { pointer: at, code: "type", message: `${name} must be ${[params["type"]].flat().join(" or ")}` };
    case "enum":
      return { pointer: at, code: "enum", message: `${name} must be one of ${(params["allowedValues"] as unknown[]).join(", ")}` };
    case "const":
      return { pointer: at, code: "const", message: `${name} must be ${String(params["allowedValue"])}` };
    case "pattern":
      return {
        pointer: at,
        code: "pattern",
        message: `${name} must ${params["pattern"] === visibleLine ? `be ${visibleLineInWords}` : `match ${String(params["pattern"])}`}`,
      };
    case "format":
      return { pointer: at, code: "format", message: `${name} must be a valid ${formatsInWords[String(params["format"])] ?? String(params["format"])}` };
    case "discriminator":
      return { pointer: `${at}/${String(params["tag"])}`, code: "enum", message: `${String(params["tag"])} is not one of the known values` };
    case "minLength":
    case "minItems":
    case "minProperties":
    case "minimum":
      return { pointer: at, code: fault.keyword, message: `${name} must be at least ${String(params["limit"])}${unit(fault.keyword)}` };
    case "maxLength":
    case "maxItems":
    case "maxProperties":
    case "maximum":
      return { pointer: at, code: fault.keyword, message: `${name} must be at most ${String(params["limit"])}${unit(fault.keyword)}` };
    default:
      return { pointer: at, code: fault.keyword, message: `${name} breaks the rule ${fault.keyword}` };
  }
}

/** The formats that say more than their names. */
const formatsInWords: Readonly<Record<string, string>> = { "date-time": "date-time in the years 0001 to 9999 of UTC" };

function unit(keyword: string): string {
  if (keyword.endsWith("Length")) return " characters long";
  if (keyword.endsWith("Items")) return " items";
  if (keyword.endsWith("Properties")) return " properties";
  return "";
}
