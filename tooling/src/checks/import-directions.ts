import path from "node:path";
import ts from "typescript";
import type { SourceFile } from "./source-files.ts";

/** Which of our packages each may import, and which node: modules which of its files may import. */
export interface ImportRules {
  /** Package → packages or doors (`mock/control`) it may import. */
  allowed: Readonly<Record<string, readonly string[]>>;
  /** Patterns of files that may import `node:` modules. */
  nodeFiles: readonly RegExp[];
}

/** Allowed imports of the architecture, and the files that know Node. */
export const importRules: ImportRules = {
  allowed: {
    spec: [],
    policy: [],
    core: ["spec"],
    webhooks: ["spec"],
    realtime: ["core", "spec"],
    react: ["core", "spec", "realtime"],
    node: ["core", "webhooks", "policy", "spec", "realtime"],
    mock: ["spec", "webhooks", "policy"],
    "mock-ui": ["spec", "mock/control"],
    cli: ["mock", "mock-ui", "webhooks", "policy", "node"],
  },
  nodeFiles: [
    /^packages\/mock\/src\/doors\/server[^/]*(\/|\.ts$)/,
    /^packages\/mock\/src\/persistence\/folder\//,
    /^packages\/cli\/src\//,
    /^packages\/mock-ui\/src\//,
    /^packages\/node\/src\//,
  ],
};

/** Names what each file imports that it must not, and the circles files make. Imports of types count. */
export function importProblems(files: readonly SourceFile[], rules: ImportRules = importRules): Map<string, string[]> {
  const known = new Set(files.map((file) => file.path));
  const problems = new Map<string, string[]>();
  const report = (file: string, problem: string): void => {
    problems.set(file, [...(problems.get(file) ?? []), problem]);
  };
  const edges = new Map<string, string[]>();
  for (const { path: file, text } of files) {
    const own = file.split("/")[1]!;
    const targets: string[] = [];
    for (const { fileName: specifier } of ts.preProcessFile(text, true, true).importedFiles) {
      if (specifier.startsWith(".")) {
        const target = path.posix.join(path.posix.dirname(file), specifier);
        if (!target.startsWith(`packages/${own}/`)) {
          if (!target.endsWith(".json")) report(file, `imports ${specifier}, which is not part of its package: import the package by its name`);
        } else if (/\.(ts|tsx|js)$/.test(specifier) || known.has(target)) targets.push(target);
        else report(file, `imports ${specifier} without its ending: write ${specifier}.ts`);
      } else if (specifier.startsWith("node:") || isBareNode(specifier)) {
        if (!rules.nodeFiles.some((pattern) => pattern.test(file))) report(file, `imports ${specifier}: this file has to run without Node`);
      } else if (specifier.startsWith("@plinto/")) {
        const problem = packageProblem(own, specifier.slice("@plinto/".length), rules);
        if (problem) report(file, problem);
      }
    }
    edges.set(
      file,
      targets.filter((target) => known.has(target)),
    );
  }
  for (const circle of circlesOf(edges)) report(circle[0]!, `imports itself: ${[...circle, circle[0]!].join(" → ")}`);
  return problems;
}

function packageProblem(own: string, door: string, { allowed }: ImportRules): string | undefined {
  const target = door.split("/")[0]!;
  if (target === own) return `imports @plinto/${door}, its own package: import the file`;
  const list = allowed[own];
  if (!list) return `belongs to a package without a row in the table of allowed imports: add ${own} to tooling/src/checks/import-directions.ts`;
  if (door.split("/").some((part) => part === "src" || part === "dist" || part === "internal"))
    return `imports @plinto/${door}, the inside of another package: import one of its doors`;
  if (list.includes(target) || list.includes(door)) return undefined;
  return `imports @plinto/${door}: ${own} may import ${list.length === 0 ? "none of our packages" : list.join(", ")} only`;
}

function isBareNode(specifier: string): boolean {
  return /^(fs|path|os|crypto|http|https|net|tls|url|util|stream|events|buffer|child_process|worker_threads|zlib|assert|async_hooks|perf_hooks|process)(\/|$)/.test(
    specifier,
  );
}

/** One circle per knot of files that reach each other (Tarjan's strongly connected components), as a path through it. */
export function circlesOf(edges: ReadonlyMap<string, readonly string[]>): string[][] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const onStack = new Set<string>();
  const knots: string[][] = [];
  const visit = (node: string): void => {
    index.set(node, index.size);
    low.set(node, index.get(node)!);
    stack.push(node);
    onStack.add(node);
    for (const next of edges.get(node) ?? []) {
      if (!index.has(next)) {
        visit(next);
        low.set(node, Math.min(low.get(node)!, low.get(next)!));
      } else if (onStack.has(next)) low.set(node, Math.min(low.get(node)!, index.get(next)!));
    }
    if (low.get(node) !== index.get(node)) return;
    const knot: string[] = [];
    let last: string;
    do {
      last = stack.pop()!;
      onStack.delete(last);
      knot.push(last);
    } while (last !== node);
    if (knot.length > 1 || (edges.get(node) ?? []).includes(node)) knots.push(knot.sort());
  };
  for (const node of edges.keys()) if (!index.has(node)) visit(node);
  return knots.map((knot) => shortestCircle(knot[0]!, new Set(knot), edges));
}

function shortestCircle(start: string, knot: ReadonlySet<string>, edges: ReadonlyMap<string, readonly string[]>): string[] {
  const paths: string[][] = [[start]];
  const seen = new Set<string>();
  for (const walked of paths) {
    for (const next of edges.get(walked.at(-1)!) ?? []) {
      if (next === start) return walked;
      if (knot.has(next) && !seen.has(next)) {
        seen.add(next);
        paths.push([...walked, next]);
      }
    }
  }
  return [start];
}
