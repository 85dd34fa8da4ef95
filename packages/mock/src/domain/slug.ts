/**
 * A slug of a name that is not taken: `acme`, `acme-2`, …
 *
 * @param fallback what it is called when the name has no letter or digit that a slug can have
 */
export function slugFor(name: string, fallback: string, isTaken: (slug: string) => boolean): string {
  const base =
    name
      .normalize("NFKD")
      .toLowerCase()
      .replaceAll(/\p{M}/gu, "")
      .replaceAll(/[^a-z0-9]+/g, "-")
      .replaceAll(/^-+|-+$/g, "")
      .slice(0, 50)
      .replaceAll(/-+$/g, "") || fallback;
  if (!isTaken(base)) return base;
  for (let number = 2; ; number += 1) {
    const slug = `${base}-${number}`;
    if (!isTaken(slug)) return slug;
  }
}
