import type { OperationRow } from "../operation-row.ts";
import { escapePointer } from "./json-pointer.ts";
import type { Fault } from "./problem.ts";

/** Reads the query of an operation by its declared parameters. What is unknown, given twice or badly encoded is a fault. */
export function readQuery(row: OperationRow, search: string, faults: Fault[]): Record<string, unknown> {
  const query: Record<string, unknown> = {};
  if (search === "") return query;
  if (search.includes("%")) checkEncoding(search, faults);
  for (const [key, text] of new URLSearchParams(search)) {
    const nested = /^([^[\]]+)\[([^[\]]*)\]$/.exec(key);
    const name = nested?.[1] ?? key;
    const declared = row.query.find(([known]) => known === name);
    if (!declared || (declared[1] === "object") !== (nested !== null)) {
      // A browser that comes back from elsewhere brings what was put there.
      if (row.navigation === "only") continue;
      const shown = key.slice(0, 100);
      faults.push({
        pointer: `/query/${escapePointer(shown)}`,
        code: "unknown_parameter",
        message: `there is no query parameter ${JSON.stringify(shown)} here`,
      });
      continue;
    }
    const target = nested ? ((query[name] ??= Object.create(null) as Record<string, unknown>) as Record<string, unknown>) : query;
    const member = nested?.[2] ?? name;
    if (Object.hasOwn(target, member)) faults.push({ pointer: `/query/${escapePointer(key)}`, code: "duplicate", message: `${key} is given twice` });
    else target[member] = nested ? text : scalar(text, declared[1]);
  }
  return query;
}

/** `URLSearchParams` keeps a stray `%` and replaces bytes that are no UTF-8, so that what was meant would be guessed. */
function checkEncoding(search: string, faults: Fault[]): void {
  for (const pair of search.slice(1).split("&")) {
    if (isEncoded(pair)) continue;
    const name = pair.slice(0, Math.max(0, pair.indexOf("=")));
    faults.push({
      pointer: name !== "" && isEncoded(name) ? `/query/${escapePointer(decodeURIComponent(name).slice(0, 100))}` : "/query",
      code: "encoding",
      message: "this is not UTF-8 with percent-encoding",
    });
  }
}

/** Whether text is UTF-8 with percent-encoding (RFC 3986 section 2.1). */
function isEncoded(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

function scalar(text: string, type: string): unknown {
  if ((type === "integer" || type === "number") && /^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  if (type === "boolean" && (text === "true" || text === "false")) return text === "true";
  return text;
}
