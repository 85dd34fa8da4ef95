/** Where Plinto stands, as the environment of the server says; pages are told by it, so that a build runs anywhere. */
export function plintoSettings(): { readonly baseUrl: string; readonly publishableKey: string; readonly isMock: boolean } {
  const { PLINTO_URL: baseUrl, PLINTO_PUBLISHABLE_KEY: publishableKey, PLINTO_MOCK: mock } = process.env;
  if (!baseUrl || !publishableKey) throw new Error("Set PLINTO_URL and PLINTO_PUBLISHABLE_KEY: the README says to what.");
  return { baseUrl, publishableKey, isMock: mock === "1" };
}
