import type { Answer } from "./request.ts";

/** What was answered, by operation. */
export class Tally {
  readonly #statuses = new Map<string, Map<number, number>>();
  readonly codes: Set<string> = new Set();

  add(operation: string, { status, code }: Answer): void {
    const statuses = this.#statuses.get(operation) ?? new Map<number, number>();
    this.#statuses.set(operation, statuses.set(status, (statuses.get(status) ?? 0) + 1));
    if (code !== undefined) this.codes.add(code);
  }

  get requests(): number {
    return [...this.#statuses.values()].flatMap((statuses) => [...statuses.values()]).reduce((sum, count) => sum + count, 0);
  }

  successes(operation: string): number {
    return [...(this.#statuses.get(operation) ?? [])].reduce((sum, [status, count]) => (status < 400 ? sum + count : sum), 0);
  }

  /** A line per operation: `createTeam 201×58 400×92 409×10`. */
  text(): string {
    return [...this.#statuses]
      .map(
        ([operation, statuses]) =>
          `${operation} ${[...statuses]
            .toSorted(([a], [b]) => a - b)
            .map(([status, count]) => `${status}×${count}`)
            .join(" ")}`,
      )
      .join("\n");
  }
}
