import ts from "typescript";
import type { SourceFile } from "./source-files.ts";

/** Where a package may ask the system; every other file takes what varies from its caller. */
const systemFiles: readonly RegExp[] = [/^packages\/[^/]+\/src\/(kernel\/)?(platform|system)\.ts$/, /^packages\/cli\/src\/main\.ts$/];

/** What counts as asking the system, as text of the expression. */
const forbidden: Readonly<Record<string, string>> = {
  "Date.now": "the time",
  "performance.now": "the time",
  "Math.random": "randomness",
  "crypto.randomUUID": "randomness",
  "crypto.getRandomValues": "randomness",
  "globalThis.crypto.getRandomValues": "randomness",
  "globalThis.fetch": "the network",
  "globalThis.setTimeout": "a timer",
  "process.env": "the environment",
  "globalThis.process": "the environment",
};

const forbiddenCalls: Readonly<Record<string, string>> = { fetch: "the network", setTimeout: "a timer", setInterval: "a timer", setImmediate: "a timer" };

/** Names every place outside a package's one file for defaults that asks for time, randomness, network or environment. */
export function systemAccessProblems(files: readonly SourceFile[]): Map<string, string[]> {
  const problems = new Map<string, string[]>();
  for (const { path, text } of files) {
    if (systemFiles.some((pattern) => pattern.test(path))) continue;
    const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
    const local = namesDeclaredIn(source);
    const found: string[] = [];
    const report = (node: ts.Node, expression: string, what: string): void => {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      found.push(
        `line ${line + 1}: ${expression} asks the system for ${what}: take it from the caller, with its default in the package's platform.ts or kernel/system.ts`,
      );
    };
    const visit = (node: ts.Node): void => {
      if (ts.isPropertyAccessExpression(node)) {
        const expression = node.getText(source);
        if (Object.hasOwn(forbidden, expression) && !local.has(expression.split(".")[0]!)) report(node, expression, forbidden[expression]!);
      } else if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) {
        const name = node.expression.text;
        if (Object.hasOwn(forbiddenCalls, name) && !local.has(name)) report(node, `${name}(…)`, forbiddenCalls[name]!);
      } else if (ts.isNewExpression(node) && node.expression.getText(source) === "Date" && (node.arguments?.length ?? 0) === 0) {
        report(node, "new Date()", "the time");
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
    if (found.length > 0) problems.set(path, found);
  }
  return problems;
}

/** Names bound in the file, so that an injected `fetch` or `crypto` is not taken for the global one. */
function namesDeclaredIn(source: ts.SourceFile): Set<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (
      (ts.isVariableDeclaration(node) ||
        ts.isParameter(node) ||
        ts.isBindingElement(node) ||
        ts.isFunctionDeclaration(node) ||
        ts.isImportSpecifier(node) ||
        ts.isImportClause(node)) &&
      node.name &&
      ts.isIdentifier(node.name)
    ) {
      names.add(node.name.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return names;
}
