/**
 * Mends links within a page of typedoc. Its plugin takes a member for a declaration that is called like both names
 * together, as `WebhookError.code` and `WebhookErrorCode` are, and counts the second one up; the site counts headings.
 */
export function mendAnchors(page: string): string {
  const headings = new Set([...page.matchAll(/^#{1,6} (\w+)(?:\(\)|\?)?$/gm)].map(([, name]) => name!.toLowerCase()));
  return page.replaceAll(/\]\(#(\w+)-1\)/g, (link, name: string) => (headings.has(name) && timesOf(page, name) === 1 ? `](#${name})` : link));
}

function timesOf(page: string, name: string): number {
  return [...page.matchAll(new RegExp(`^#{1,6} ${name}(?:\\(\\)|\\?)?$`, "gim"))].length;
}
