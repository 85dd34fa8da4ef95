/** Throws an error where nobody can catch it, so that the platform reports it as loudly as it reports any other. */
export function throwUnhandled(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
