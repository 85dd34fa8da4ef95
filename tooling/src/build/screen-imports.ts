import path from "node:path";

/** What every project with `@plinto/react` has, and what draws the QR code. */
const packages = /^(react|react-dom|uqr|@plinto\/(core|react))(\/|$)/;

/** What a file of a screen imports beside its own folder and the packages that `plinto add` names. */
export function importsOutside(file: string, text: string): string[] {
  const named = [...text.matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*|@import\s+(?:url\()?)["']([^"']+)["']/g)].map((match) => match[1]!);
  return named
    .filter((name) => (name.startsWith(".") ? path.posix.normalize(path.posix.join(path.posix.dirname(file), name)).startsWith("..") : !packages.test(name)))
    .map((name) => `${file} imports ${name}`);
}
