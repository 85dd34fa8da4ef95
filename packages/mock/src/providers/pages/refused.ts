import { html, page } from "./html.ts";

/** What is wrong with a request that nobody can be sent back with. */
export function refusedPage(provider: string, error: string, message: string): string {
  return page(
    provider,
    `${provider} cannot continue`,
    html`<h1>${provider} cannot continue</h1>
      <p>${message}</p>
      <p class="quiet">Error <code>${error}</code>. Nobody was sent back, since it is not sure who asked.</p>`,
  );
}
