/** Waits for what an event brings about. What does not come fails by name, well before the test would run out of time. */
export async function within<T>(what: string, coming: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => (timer = setTimeout(() => reject(new Error(`${what} did not come within five seconds`)), 5_000)));
  return Promise.race([coming, late]).finally(() => clearTimeout(timer));
}
