import { existsSync } from "node:fs";
import path from "node:path";
import { outputName } from "../build/entries.ts";
import type { Manifest } from "../packages.ts";

/** Names what is wrong with the doors of a package: its `exports`, those it publishes, and the files behind them. */
export function doorProblems(folder: string, manifest: Manifest): string[] {
  const problems: string[] = [];
  if (!manifest.exports) return problems;
  const published = manifest.publishConfig?.exports ?? {};
  for (const [door, target] of Object.entries(manifest.exports)) {
    if (typeof target === "string") {
      if (published[door] !== target) problems.push(`${door} is ${target} here but ${JSON.stringify(published[door])} in publishConfig.exports`);
      continue;
    }
    const { "@plinto/source": source, ...rest } = target;
    const name = outputName(door);
    const halves = (file: string): object => ({
      import: { types: `./dist/${name}.d.ts`, default: `./dist/${file}.js` },
      require: { types: `./dist/${name}.d.cts`, default: `./dist/${file}.cjs` },
    });
    // Where React Server Components are made, another file stands behind the same types.
    const wanted = { ...("react-server" in rest && { "react-server": halves(`server/${name}`) }), ...halves(name) };
    if (Object.keys(target)[0] !== "@plinto/source") problems.push(`${door} needs its condition @plinto/source first, with the file under src`);
    if (typeof source === "string" && !existsSync(path.join(folder, source))) problems.push(`${door} names ${source}, which does not exist`);
    if (JSON.stringify(rest) !== JSON.stringify(wanted)) problems.push(`${door} should be ${JSON.stringify(wanted)} after its source`);
    if (JSON.stringify(published[door]) !== JSON.stringify(wanted)) problems.push(`${door} should be ${JSON.stringify(wanted)} in publishConfig.exports`);
  }
  for (const door of Object.keys(published)) if (!(door in manifest.exports)) problems.push(`${door} is published but not among exports`);
  return problems;
}
