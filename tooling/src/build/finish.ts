/**
 * Last step of building a package, started in its folder: declarations are said once, source maps find their sources, and
 * doors that are for React's clients say so.
 */
import { readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { readManifest } from "../packages.ts";
import { isForClients, withClientDirective } from "./client-directive.ts";
import { shareDeclarations, type Declarations } from "./declarations.ts";
import { entriesOf } from "./entries.ts";
import { canRequire } from "./esm-only.ts";
import { completeMap, withMap, type SourceMap } from "./source-maps.ts";

const folder = process.cwd();
const dist = path.join(folder, "dist");
const names = readdirSync(dist, { recursive: true, encoding: "utf8" }).map((name) => name.replaceAll(path.sep, "/"));
const read = (name: string): string => readFileSync(path.join(dist, name), "utf8");

const declarations: Declarations = new Map(names.filter((name) => /\.d\.c?ts$/.test(name)).map((name) => [name, read(name)]));
const shared = shareDeclarations(declarations, Object.keys(entriesOf(readManifest(folder))), (name) => canRequire(folder, name));
for (const [name, before] of declarations) {
  const text = shared.get(name);
  if (text === undefined) rmSync(path.join(dist, name));
  else if (text !== before) writeFileSync(path.join(dist, name), text);
}

for (const name of names.filter((one) => names.includes(`${one}.map`))) {
  const file = path.join(dist, name);
  const map = completeMap(JSON.parse(read(`${name}.map`)) as SourceMap, path.dirname(file), folder, (source) => readFileSync(source, "utf8"));
  if (map) writeFileSync(`${file}.map`, JSON.stringify(map));
  else rmSync(`${file}.map`);
  writeFileSync(file, withMap(read(name), map && `${path.basename(file)}.map`));
}

for (const [name, source] of Object.entries(entriesOf(readManifest(folder)))) {
  if (!isForClients(readFileSync(path.join(folder, source), "utf8"))) continue;
  for (const ending of ["js", "cjs"]) writeFileSync(path.join(dist, `${name}.${ending}`), withClientDirective(read(`${name}.${ending}`)));
}
