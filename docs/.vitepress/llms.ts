import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { titleOf } from "./sidebar.ts";

/** Writes llms.txt beside the pages: every page with its address, for readers that are programs. */
export function llmsText(srcDir: string, outDir: string, pages: readonly string[]): void {
  const sections = Map.groupBy(
    pages.filter((page) => page !== "index.md" && existsSync(path.join(srcDir, page))),
    (page) => page.split("/")[0]!,
  );
  let text = "# Plinto SDK\n\n> Typed SDKs and a whole offline backend for the Plinto identity platform.\n";
  for (const [section, files] of [...sections].sort(([a], [b]) => a.localeCompare(b))) {
    text += `\n## ${section[0]!.toUpperCase()}${section.slice(1)}\n\n`;
    for (const file of files.toSorted()) text += `- [${titleOf(path.join(srcDir, file))}](/docs/${file.replace(/(?:index)?\.md$/, "")})\n`;
  }
  writeFileSync(path.join(outDir, "llms.txt"), text);
}
