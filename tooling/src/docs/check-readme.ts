import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { root as repository } from "../root.ts";
import { casesOf, type Case } from "../test/case.ts";
import { readSnippet } from "./snippet.ts";

const block = /<!-- snippet: (\S+?)(?:#(\S+))? -->\n```\w+\n([\s\S]*?)\n```\n<!-- \/snippet -->/g;

/** Every README's code is the snippet that is executed. One case per README. */
export function checkReadmes(root: string = repository): Case[] {
  const files = readmes(root);
  return casesOf(files, new Map(files.map((file) => [file, checkReadme(root, readFileSync(path.join(root, file), "utf8"))])));
}

/** What is wrong with one README's code, in sentences. */
export function checkReadme(root: string, text: string): string[] {
  const problems: string[] = [];
  const found = [...text.matchAll(block)];
  const opened = text.split("<!-- snippet:").length - 1;
  if (opened !== found.length) problems.push(`${opened - found.length} snippet blocks are not closed or hold more than one fenced block`);
  for (const [, file, region, shown] of found) {
    const source = path.join(root, file!);
    if (!existsSync(source)) {
      problems.push(`${file} does not exist`);
      continue;
    }
    try {
      if (readSnippet(source, region) !== shown) problems.push(`the block of ${file}${region ? `#${region}` : ""} differs from the file: copy it anew`);
    } catch (error) {
      problems.push((error as Error).message);
    }
  }
  const unmarked = text.replaceAll(block, "").match(/```(?:ts|tsx|js|mjs)\n/g) ?? [];
  if (unmarked.length > 0) problems.push(`${unmarked.length} blocks of code come from no snippet, so nothing executes them`);
  return problems;
}

function readmes(root: string): string[] {
  const packages = readdirSync(path.join(root, "packages")).map((name) => path.join("packages", name, "README.md"));
  return ["README.md", ...packages].filter((file) => existsSync(path.join(root, file)));
}
