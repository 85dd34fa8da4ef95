import type { OperationRow } from "../operation-row.ts";
import { checkDeclaredLength } from "./body-text.ts";
import type { Exchange } from "./exchange.ts";
import { escapePointer } from "./json-pointer.ts";
import { maximumDepth } from "./nesting.ts";
import { fail, ProblemError, type Fault } from "./problem.ts";

/** Reads the JSON body of an operation; undefined when there is none. A body where none belongs is a fault. */
export async function readBody(row: OperationRow, exchange: Exchange, faults: Fault[]): Promise<unknown> {
  if (!row.body) {
    if (await hasBody(exchange)) faults.push({ pointer: "", code: "unknown_body", message: "this operation takes no body" });
    return undefined;
  }
  checkDeclaredLength(exchange.header("content-length"));
  const text = await exchange.text();
  if (text === "") return undefined;
  checkMediaType(row, exchange);
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    fail("malformed_json");
  }
  checkShape(body);
  return body;
}

/** Whether anything was sent. An empty object says nothing, and some clients always send one. */
async function hasBody(exchange: Exchange): Promise<boolean> {
  try {
    checkDeclaredLength(exchange.header("content-length"));
    const text = (await exchange.text()).trim();
    return text !== "" && text !== "{}";
  } catch (error) {
    if (error instanceof ProblemError) return true;
    throw error;
  }
}

function checkMediaType(row: OperationRow, exchange: Exchange): void {
  const [type, ...parameters] = (exchange.header("content-type") ?? "").split(";").map((part) => part.trim().toLowerCase());
  const accepted = row.method === "PATCH" ? ["application/json", "application/merge-patch+json"] : ["application/json"];
  if (!accepted.includes(type!)) fail("unsupported_media_type", { detail: `Send Content-Type: ${accepted.join(" or ")}.` });
  const charset = parameters.find((parameter) => parameter.startsWith("charset="));
  if (charset !== undefined && !/^charset="?utf-?8"?$/.test(charset)) fail("unsupported_media_type", { detail: "Send JSON as UTF-8." });
  const coding = exchange.header("content-encoding");
  if (coding !== null && coding.toLowerCase() !== "identity") fail("unsupported_media_type", { detail: "Send the body as it is, without Content-Encoding." });
}

/** No deep nesting, no names that reach into a prototype, no numbers beyond what can be kept, and no half characters, which UTF-8 cannot write. */
export function checkShape(value: unknown, depth = 0, pointer = ""): void {
  if (typeof value === "string") return checkText(value, pointer);
  // A number of too many digits is read as infinity, which no JSON can say again.
  if (typeof value === "number" && !Number.isFinite(value))
    refuse(pointer, "number", "a number must be between -1.7976931348623157e308 and 1.7976931348623157e308");
  if (typeof value !== "object" || value === null) return;
  if (depth >= maximumDepth) refuse(pointer, "depth", `a body may be nested ${maximumDepth} levels deep`);
  for (const [name, inner] of Object.entries(value)) {
    checkText(name, pointer);
    const at = `${pointer}/${escapePointer(name)}`;
    if (name === "__proto__" || name === "constructor" || name === "prototype") refuse(at, "name_forbidden", `no property may be called ${name}`);
    checkShape(inner, depth + 1, at);
  }
}

function checkText(text: string, pointer: string): void {
  if (/\p{Surrogate}/u.test(text)) refuse(pointer, "encoding", "text may hold no half of a surrogate pair");
}

function refuse(pointer: string, code: string, message: string): never {
  fail("validation_failed", { errors: [{ pointer, code, message }] });
}
