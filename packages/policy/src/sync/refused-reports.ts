/** What to make of an answer that refuses reports: one odd row must not take the others with it. */

/** What becomes of a batch that was refused. */
export interface RefusedReports {
  /** What is worth sending once more, each part in a request of its own. */
  readonly left: readonly (readonly string[])[];
  readonly givenUp: number;
  /** What was wrong, in words that have nothing of the reports in them. */
  readonly message: string;
}

/**
 * Finds what to send once more: where the answer names rows, all others; where it says no more than that the body is
 * odd or too large, its halves, down to single rows; nothing where it is the key that is refused.
 */
export function refusedReports(rows: readonly string[], status: number, body: Uint8Array): RefusedReports {
  const said = `The API answered ${status} to reports of decisions`;
  if (status === 401 || status === 403) return { left: [], givenUp: rows.length, message: `${said}. Give the secret key policies:evaluate.` };
  const { code, faults } = problemOf(body);
  const told = (givenUp: number, why: string): string => `${said}, and ${givenUp} of ${rows.length} ${givenUp === 1 ? "is" : "are"} given up: ${why}.`;
  const odd = new Set(faults.map(({ row }) => row).filter((row) => row < rows.length));
  if (odd.size > 0) {
    const left = rows.filter((_, index) => !odd.has(index));
    return { left: left.length === 0 ? [] : [left], givenUp: odd.size, message: told(odd.size, faults[0]!.fault) };
  }
  const isOfTheBody = status === 400 || status === 413 || status === 422;
  if (isOfTheBody && rows.length > 1) {
    const middle = rows.length >> 1;
    return { left: [rows.slice(0, middle), rows.slice(middle)], givenUp: 0, message: "" };
  }
  return { left: [], givenUp: rows.length, message: told(rows.length, code ?? "it did not say why") };
}

interface Problem {
  readonly code: string | undefined;
  readonly faults: readonly { readonly row: number; readonly fault: string }[];
}

/** The parts of an answer that say what was wrong, and only where they look like what the API says. */
function problemOf(body: Uint8Array): Problem {
  let problem: { readonly code?: unknown; readonly errors?: unknown } | null;
  try {
    problem = JSON.parse(new TextDecoder().decode(body)) as typeof problem;
  } catch {
    return { code: undefined, faults: [] };
  }
  const errors = Array.isArray(problem?.errors) ? (problem.errors as ({ readonly pointer?: unknown; readonly code?: unknown } | null)[]) : [];
  return {
    code: nameOf(problem?.code),
    faults: errors.flatMap((error) => {
      const [, row, place = ""] = /^\/evaluations\/(\d{1,4})((?:\/\w{1,32}){0,6})$/.exec(String(error?.pointer)) ?? [];
      return row === undefined ? [] : [{ row: Number(row), fault: `${place || "a report"} has the fault ${nameOf(error?.code) ?? "unknown"}` }];
    }),
  };
}

function nameOf(value: unknown): string | undefined {
  return typeof value === "string" && /^[a-z_]{1,64}$/.test(value) ? value : undefined;
}
