/** One page of the dynamic route `docs/errors/[code].md`. */
export interface ErrorPage {
  params: { code: string };
  content: string;
}

/**
 * The page of each error code, cut from the generated reference: the `type` of a problem document is its address,
 * `https://plinto.dev/docs/errors/<code>`.
 *
 * @param reference the text of docs/reference/errors.md
 */
export function errorPages(reference: string): ErrorPage[] {
  return reference
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const [, code, body] = /^\w+ \{#(\w+)\}\n([\s\S]*)$/.exec(section) ?? [];
      if (code === undefined || body === undefined) throw new Error(`docs/reference/errors.md has a section without a code: ${section.slice(0, 40)}`);
      return { params: { code }, content: `# ${code}\n${fromErrors(body)}\n[All errors](../reference/errors.md)\n` };
    });
}

/**
 * The page of each code that a receiver of webhooks refuses with, cut from the guide.
 *
 * @param guide the text of docs/guides/webhook-refusals.md
 */
export function refusalPages(guide: string): ErrorPage[] {
  return guide
    .split(/^### /m)
    .slice(1)
    .map((section) => {
      const [, code, body] = /^\w+ \{#(\w+)\}\n([\s\S]*?)(?:^## |(?![\s\S]))/m.exec(section) ?? [];
      if (code === undefined || body === undefined) throw new Error(`docs/guides/webhook-refusals.md has a section without a code: ${section.slice(0, 40)}`);
      return { params: { code }, content: `# ${code}\n${body.trimEnd()}\n\n[All refusals](../guides/webhook-refusals.md)\n` };
    });
}

/** Links of the reference, as seen from the folder `errors`. */
function fromErrors(text: string): string {
  return text.replaceAll("](./", "](../reference/");
}
