import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";

/** Names files below `resources` that nothing refers to, and paths and events in them that openapi.yaml leaves out. */
export function unreferencedParts(folder: string): string[] {
  const seen = new Set<string>();
  const pointers = new Set<string>();
  const waiting = [path.join(folder, "openapi.yaml")];
  for (const file of waiting) {
    if (seen.has(file) || !existsSync(file)) continue;
    seen.add(file);
    if (!/\.ya?ml$/.test(file)) continue;
    for (const [, quoted, plain] of readFileSync(file, "utf8").matchAll(/\$ref:\s*(?:["']([^"']+)["']|([^\s,}]+))/g)) {
      const [target, pointer] = (quoted ?? plain)!.split("#");
      if (!target) continue;
      const found = path.join(path.dirname(file), target);
      waiting.push(found);
      if (pointer) pointers.add(`${found}#${pointer.replace(/^\//, "").replaceAll("~1", "/").replaceAll("~0", "~")}`);
    }
  }
  const problems: string[] = [];
  const resources = path.join(folder, "resources");
  for (const entry of readdirSync(resources, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    const name = path.relative(folder, file);
    if (!seen.has(file)) problems.push(`${name} is referred to by nothing`);
    else if (entry.name === "paths.yaml" || entry.name === "events.yaml") {
      for (const key of Object.keys((parse(readFileSync(file, "utf8")) ?? {}) as object))
        if (!pointers.has(`${file}#${key}`)) problems.push(`${name}: ${key} is missing in openapi.yaml`);
    }
  }
  return problems;
}
