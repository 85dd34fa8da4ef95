import type { NamesInUse } from "./names-in-use.ts";

/** The packages that names can be registered with. */
export const registering = ["node", "react"] as const;

/** One of {@link registering}. */
export type Registering = (typeof registering)[number];

/** How every file begins that this command wrote, and that it may write again. */
export const firstWords = "// Written by `npx @plinto/cli types pull`";

/** The declaration file that registers names with packages, the same with each. */
export function registerText({ roles, permissions }: NamesInUse, packages: readonly Registering[]): string {
  const members = `  interface Register {\n    permissions: ${union(permissions)};\n    roles: ${union(roles)};\n  }`;
  const imports = packages.map((name) => `import "@plinto/${name}";\n`).join("");
  const modules = packages.map((name) => `\ndeclare module "@plinto/${name}" {\n${members}\n}\n`).join("");
  return `${firstWords}: run it again when roles or policies have changed.\n${imports}${modules}`;
}

function union(names: readonly string[]): string {
  return names.length === 0 ? "never" : names.map((name) => JSON.stringify(name)).join(" | ");
}
