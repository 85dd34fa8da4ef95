/** Calls what a program gave. */

/** Calls `run`; what it throws, at once or later, goes to `report` and nowhere else. */
export function guard(run: () => unknown, report: (error: unknown) => void): void {
  // In a promise, so that what is thrown at once and later ends alike. A log may be broken as well.
  new Promise((resolve) => resolve(run())).catch(report).catch(() => {});
}
