import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Document } from "../description/openapi.ts";
import { inRoot } from "../root.ts";
import { runProgram } from "../test/run-program.ts";
import { comparable } from "./comparable.ts";

/** What oasdiff finds that breaks clients of a released description. */
export async function oasdiffChanges(released: Document, current: Document): Promise<string[]> {
  const folder = mkdtempSync(path.join(tmpdir(), "plinto-oasdiff-"));
  try {
    const files = [released, current].map((document, index) => {
      const file = path.join(folder, `${index}.json`);
      writeFileSync(file, JSON.stringify(comparable(document, released)));
      return file;
    });
    const { code, stdout, output } = await runProgram(inRoot("tooling", "node_modules", ".bin", "oasdiff"), ["breaking", ...files, "--format", "json"]);
    if (code !== 0) throw new Error(output);
    const changes = JSON.parse(stdout.trim() || "[]") as { id: string; text: string; level: number; operation?: string; path?: string }[];
    // 3 is an error; 2 warns of what harms only some.
    return changes.filter(({ level }) => level === 3).map(({ operation, path: place, text }) => [operation, place, text].filter(Boolean).join(" "));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
