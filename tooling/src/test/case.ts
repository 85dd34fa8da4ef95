/** One thing that a stage looked at: a test, a file, a package. */
export interface Case {
  title: string;
  status: "passed" | "failed" | "skipped";
  /** Why it was skipped, or everything that helps with the failure. */
  detail?: string;
}

export function passed(title: string): Case {
  return { title, status: "passed" };
}

export function failed(title: string, detail: string): Case {
  return { title, status: "failed", detail };
}

export function skipped(title: string, reason: string): Case {
  return { title, status: "skipped", detail: reason };
}

/** One case per thing looked at: failed where `problems` has lines about it. */
export function casesOf(titles: Iterable<string>, problems: ReadonlyMap<string, readonly string[]>): Case[] {
  return [...new Set([...titles, ...problems.keys()])].map((title) => {
    const lines = problems.get(title) ?? [];
    return lines.length === 0 ? passed(title) : failed(title, lines.join("\n"));
  });
}
