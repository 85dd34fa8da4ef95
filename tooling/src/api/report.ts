import path from "node:path";
import ts from "typescript";
import { outputName } from "../build/entries.ts";
import type { WorkspacePackage } from "../packages.ts";

/** The public names of a package and what they are, as its users' compilers see it. */
export interface ApiReport {
  readonly name: string;
  /** Names by the door that they leave through: `./client`. */
  readonly doors: Readonly<Record<string, readonly string[]>>;
  /** What the names and all that they mention are, by name, without comments. */
  readonly declarations: Readonly<Record<string, string>>;
}

/** What is written from the description as a whole; the gate over the description watches it. */
const fromDescription: ReadonlySet<string> = new Set(["paths", "webhooks", "components", "operations", "$defs"]);

const printer: ts.Printer = ts.createPrinter({ removeComments: true, newLine: ts.NewLineKind.LineFeed });

/**
 * Reads the built declarations of a package.
 *
 * @param known names whose declarations another report has: those of @plinto/spec are written into our own packages
 */
export function readApi({ folder, manifest }: WorkspacePackage, known: ReadonlySet<string> = new Set()): ApiReport {
  const doors = Object.entries(manifest.exports ?? {})
    .filter(([, target]) => typeof target === "object")
    .map(([door]) => ({ door, file: path.join(folder, "dist", `${outputName(door)}.d.ts`) }));
  const program = ts.createProgram(
    doors.map(({ file }) => file),
    { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext, noLib: true, types: [], skipLibCheck: true },
  );
  const checker = program.getTypeChecker();
  const resolved = (symbol: ts.Symbol): ts.Symbol => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol);
  const found = new Map<ts.Symbol, string>();

  const declare = (symbol: ts.Symbol): void => {
    if (found.has(symbol)) return;
    const own = (symbol.declarations ?? []).filter((declaration) => isTopLevel(declaration) && isBelow(folder, declaration));
    if (own.length === 0) return;
    const name = plainName(symbol.name);
    if (known.has(name) || fromDescription.has(name)) {
      found.set(symbol, "");
      return;
    }
    found.set(symbol, own.map(textOf).join("\n"));
    for (const declaration of own) visit(declaration);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      const symbol = checker.getSymbolAtLocation(node);
      if (symbol) declare(resolved(symbol));
    }
    ts.forEachChild(node, visit);
  };

  const names: Record<string, string[]> = {};
  for (const { door, file } of doors) {
    const source = program.getSourceFile(file);
    const module = source && checker.getSymbolAtLocation(source);
    if (!module) throw new Error(`${file} is not there. Build the packages first: npm test -- build`);
    const exported = checker.getExportsOfModule(module);
    names[door] = exported.map((symbol) => symbol.name).sort();
    for (const symbol of exported) declare(resolved(symbol));
  }
  return { name: manifest.name, doors: names, declarations: named(found) };
}

/** The declarations by name. Of several with one name, the later ones in the order of their text are numbered. */
function named(found: ReadonlyMap<ts.Symbol, string>): Record<string, string> {
  const texts = new Map<string, Set<string>>();
  for (const [symbol, text] of found) {
    const name = plainName(symbol.name);
    if (text !== "") texts.set(name, (texts.get(name) ?? new Set()).add(text));
  }
  return Object.fromEntries(
    [...texts]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([name, all]) => [...all].sort().map((text, index) => [index === 0 ? name : `${name} (${index + 1})`, text])),
  );
}

/** The bundler numbers names that it has twice. */
function plainName(name: string): string {
  return name.replace(/\$\d+$/, "");
}

function textOf(declaration: ts.Declaration): string {
  const node = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
  return printer
    .printNode(ts.EmitHint.Unspecified, node, declaration.getSourceFile())
    .replaceAll(/\b(\w+)\$\d+\b/g, "$1")
    .replaceAll(/^(export )?(declare )?/gm, "");
}

function isTopLevel(declaration: ts.Declaration): boolean {
  const parent = ts.isVariableDeclaration(declaration) ? declaration.parent.parent.parent : declaration.parent;
  return parent !== undefined && ts.isSourceFile(parent) && !ts.isImportClause(declaration);
}

function isBelow(folder: string, declaration: ts.Declaration): boolean {
  return declaration.getSourceFile().fileName.startsWith(path.join(folder, "dist").replaceAll(path.sep, "/"));
}
