/**
 * Last step of building @plinto/cli: the screens of the example become what `plinto add` copies. They have to stand for
 * themselves, wherever they are copied to.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { inRoot } from "../root.ts";
import { importsOutside } from "./screen-imports.ts";
import { screenFiles, screens } from "./screens.ts";

for (const screen of screens) {
  const files = screenFiles(screen);
  const outside = files.flatMap((file) => importsOutside(file.path, file.text));
  if (files.length === 0 || outside.length > 0) {
    console.error([`The screen ${screen} cannot be copied into other projects:`, ...outside, ...(files.length === 0 ? ["it has no files"] : [])].join("\n  "));
    process.exit(1);
  }
  for (const file of files) {
    const target = inRoot("packages", "cli", "dist", "screens", screen, file.path);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, file.text);
  }
}
