import { loadValidators } from "../generated/validators/index.ts";
import type { OperationRow } from "../operation-row.ts";
import type { Validator, ValidatorFault } from "../validation/validator.ts";
import { fail, type Fault } from "./problem.ts";

const maximumBytes = 1_048_576;
const maximumDepth = 32;

/** The parts of a request that carry input. */
export interface RawInput {
  readonly pathParameters: Readonly<Record<string, string>>;
  /** The query with its `?`, or nothing. */
  readonly search: string;
  readonly contentType: string | null;
  readonly bodyText: string;
}

type Validators = Readonly<Record<string, Validator>>;

/** Reads inputs and judges answers by the validators of the description, which it loads per resource and keeps. */
export class InputReader {
  readonly #loaded = new Map<string, Validators>();

  /** Reads and validates the whole input of an operation into one flat object. Every fault is reported. */
  async read(row: OperationRow, raw: RawInput): Promise<Record<string, unknown>> {
    const validators = this.#loaded.get(row.slug) ?? (await this.#load(row.slug));
    const faults: Fault[] = [];
    const query = raw.search === "" ? {} : readQuery(row, new URLSearchParams(raw.search), faults);
    collect(validators[`${row.id}_path`], raw.pathParameters, "/path", faults);
    collect(validators[`${row.id}_query`], query, "/query", faults);
    let body: unknown;
    if (row.body) {
      body = readBody(row, raw);
      if (body !== undefined) collect(validators[`${row.id}_body`], body, "", faults);
      else if (row.bodyRequired) faults.push({ pointer: "", code: "required", message: "a JSON body is required" });
    }
    if (faults.length > 0) fail("validation_failed", { errors: faults });
    const input: Record<string, unknown> = { ...raw.pathParameters, ...query };
    if (row.body === "flat") Object.assign(input, body);
    else if (row.body === "raw") input["body"] = body;
    return input;
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

function readQuery(row: OperationRow, search: URLSearchParams, faults: Fault[]): Record<string, unknown> {
  const query: Record<string, unknown> = {};
  for (const [key, text] of search) {
    const nested = /^([^[\]]+)\[([^[\]]*)\]$/.exec(key);
    const name = nested?.[1] ?? key;
    const declared = row.query.find(([known]) => known === name);
    if (!declared || (declared[1] === "object") !== (nested !== null)) {
      faults.push({
        pointer: `/query/${escapePointer(key)}`,
        code: "unknown_parameter",
        message: `there is no query parameter ${JSON.stringify(key.slice(0, 100))} here`,
      });
      continue;
    }
    if (nested) {
      const object = (query[name] ??= Object.create(null) as Record<string, unknown>) as Record<string, unknown>;
      object[nested[2]!] = text;
    } else if (name in query) faults.push({ pointer: `/query/${escapePointer(name)}`, code: "duplicate", message: `${name} is given twice` });
    else query[name] = scalar(text, declared[1]);
  }
  return query;
}

function scalar(text: string, type: string): unknown {
  if ((type === "integer" || type === "number") && /^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  if (type === "boolean" && (text === "true" || text === "false")) return text === "true";
  return text;
}

function readBody(row: OperationRow, raw: RawInput): unknown {
  const type = raw.contentType?.split(";")[0]!.trim().toLowerCase();
  if (raw.bodyText.length > maximumBytes) fail("payload_too_large");
  if (raw.bodyText === "") return undefined;
  const accepted = row.method === "PATCH" ? ["application/json", "application/merge-patch+json"] : ["application/json"];
  if (type === undefined || !accepted.includes(type)) fail("unsupported_media_type", { detail: `Send Content-Type: ${accepted.join(" or ")}.` });
  let body: unknown;
  try {
    body = JSON.parse(raw.bodyText);
  } catch {
    fail("malformed_json");
  }
  checkShape(body, 0, "");
  return body;
}

/** No deep nesting, and no names that reach into a prototype. */
function checkShape(value: unknown, depth: number, pointer: string): void {
  if (typeof value !== "object" || value === null) return;
  if (depth >= maximumDepth) fail("validation_failed", { errors: [{ pointer, code: "depth", message: `a body may be nested ${maximumDepth} levels deep` }] });
  for (const [name, inner] of Object.entries(value)) {
    const at = `${pointer}/${escapePointer(name)}`;
    if (name === "__proto__" || name === "constructor" || name === "prototype")
      fail("validation_failed", { errors: [{ pointer: at, code: "name_forbidden", message: `no property may be called ${name}` }] });
    checkShape(inner, depth + 1, at);
  }
}

function collect(validator: Validator | undefined, value: unknown, prefix: string, faults: Fault[]): void {
  if (!validator || validator(value)) return;
  for (const fault of validator.errors ?? []) {
    // `oneOf` and `if` only repeat what a more exact fault says.
    if (fault.keyword === "if") continue;
    faults.push(describeFault(fault, prefix));
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
      return { pointer: at, code: "pattern", message: `${name} must match ${String(params["pattern"])}` };
    case "format":
      return { pointer: at, code: "format", message: `${name} must be a valid ${String(params["format"])}` };
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

function unit(keyword: string): string {
  if (keyword.endsWith("Length")) return " characters long";
  if (keyword.endsWith("Items")) return " items";
  if (keyword.endsWith("Properties")) return " properties";
  return "";
}

/** RFC 6901. */
function escapePointer(name: string): string {
  return name.replaceAll("~", "~0").replaceAll("/", "~1");
}
