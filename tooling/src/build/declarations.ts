/** The declaration files of a package by their path under dist. */
export type Declarations = Map<string, string>;

/**
 * Says every declaration once. tsup writes the same text for both halves; of the ESM half only its doors stay, each as a
 * re-export of its CommonJS twin, which ESM may import (the reverse is not so). A door whose twin imports something that
 * CommonJS cannot require keeps its own text, and with it the chunks that it stands on.
 *
 * @param doors names of the entries, `index`
 * @param canRequire whether CommonJS can require a package, `msw`
 */
export function shareDeclarations(files: Declarations, doors: readonly string[], canRequire: (name: string) => boolean): Declarations {
  const shared = doors.filter((door) => {
    const [own, twin] = [files.get(`${door}.d.ts`), files.get(`${door}.d.cts`)];
    return own !== undefined && twin !== undefined && shape(own) === shape(twin) && [...importsFrom(files, `${door}.d.cts`)].every(canRequire);
  });
  const result: Declarations = new Map(files);
  for (const door of shared) result.set(`${door}.d.ts`, `export * from "./${door.split("/").at(-1)}.cjs";\n`);
  const needed = reachable(
    result,
    doors.flatMap((door) => [`${door}.d.ts`, `${door}.d.cts`]),
  );
  return new Map([...result].filter(([file]) => needed.has(file)).map(([file, text]) => [file, withTabs(text)]));
}

/** Text apart from what differs between twins: the names of the chunks they stand on. */
function shape(text: string): string {
  return text.replaceAll(/('\.[^']*?)(?:-[\w-]{8})?\.c?js'/g, "$1'");
}

/** The compiler indents with four spaces, which adds up in deep types. */
function withTabs(text: string): string {
  return text.replaceAll(/^(?: {4})+/gm, (indent) => "\t".repeat(indent.length / 4));
}

const relative = /(?:from|import) ['"](\.[^'"]+)\.(c?)js['"]/g;
const bare = /(?:from |import |import\()['"]([^.'"][^'"]*)['"]/g;

/** The files that these stand on, themselves included. */
function reachable(files: Declarations, from: readonly string[]): Set<string> {
  const seen = new Set<string>();
  const visit = (file: string): void => {
    const text = files.get(file);
    if (text === undefined || seen.has(file)) return;
    seen.add(file);
    const folder = new URL(`file:///${file}`);
    for (const [, target = "", c = ""] of text.matchAll(relative)) visit(new URL(`${target}.d.${c}ts`, folder).pathname.slice(1));
  };
  for (const file of from) visit(file);
  return seen;
}

/** The packages that a declaration file and those below it import types from. */
function importsFrom(files: Declarations, file: string): Set<string> {
  const names = new Set<string>();
  for (const one of reachable(files, [file])) {
    for (const [, specifier = ""] of files.get(one)!.matchAll(bare)) {
      if (!specifier.startsWith("node:")) names.add(specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/"));
    }
  }
  return names;
}
