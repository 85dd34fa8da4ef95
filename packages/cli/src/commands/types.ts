import path from "node:path";
import { createControl } from "@plinto/mock/control";
import type { Command } from "../command.ts";
import { missingPackages } from "../files/missing-packages.ts";
import { readOptions } from "../options.ts";
import { environmentSecretKey } from "../platform.ts";
import { namesInUse } from "../types/names-in-use.ts";
import { readOwnFile, writeOwnFile } from "../types/own-file.ts";
import { registering, registerText, type Registering } from "../types/register-text.ts";
import { OutOfDate } from "../types/out-of-date.ts";
import { UsageError } from "../usage-error.ts";

/** `plinto types pull`: writes the names of a running backend for the compiler. */
export const types: Command = {
  name: "types",
  summary: "Write the custom roles and permissions of a running backend for the compiler.",
  usage: `plinto types pull [--out plinto-env.d.ts] [--for node,react] [--check] [--secret-key sk_…] [--url http://127.0.0.1:4010]`,
  async run(args, terminal) {
    const { values, positionals } = readOptions(args, {
      url: { type: "string", default: "http://127.0.0.1:4010" },
      out: { type: "string", default: "plinto-env.d.ts" },
      for: { type: "string" },
      check: { type: "boolean", default: false },
      "secret-key": { type: "string" },
    });
    if (positionals.length !== 1 || positionals[0] !== "pull") throw new UsageError("Say what to do with types: pull.");
    if (values.out.trim() === "") throw new UsageError("--out names a file, and the name is empty.");
    const packages = values.for === undefined ? await packagesAround(values.out) : readPackages(values.for);
    const before = await readOwnFile(values.out);
    const secretKey = values["secret-key"] ?? environmentSecretKey() ?? (await createControl({ url: values.url }).getWorld()).secretKey;
    const names = await namesInUse(values.url, secretKey);
    const text = registerText(names, packages);
    const told = `${count(names.roles, "custom role")} and ${count(names.permissions, "permission")}`;
    if (before === text) terminal.out(`${values.out} is up to date: ${told}.`);
    else if (values.check) throw new OutOfDate(`${values.out} is not what the backend has: run plinto types pull.`);
    else {
      await writeOwnFile(values.out, text);
      terminal.out(`${values.out} has ${told} now, for ${packages.map((name) => `@plinto/${name}`).join(" and ")}.`);
    }
  },
};

/** Those that the project around a file depends on; @plinto/node where it names none. */
async function packagesAround(file: string): Promise<readonly Registering[]> {
  const missing = await missingPackages(
    path.dirname(file),
    registering.map((name) => `@plinto/${name}`),
  );
  const found = registering.filter((name) => !missing.includes(`@plinto/${name}`));
  return found.length === 0 ? ["node"] : found;
}

function readPackages(text: string): readonly Registering[] {
  const named = text.split(",");
  if (!named.every((name) => registering.some((known) => known === name)))
    throw new UsageError(`--for must be ${registering.join(", ")} or ${registering.join()}.`);
  return registering.filter((name) => named.includes(name));
}

function count(names: readonly string[], what: string): string {
  return `${names.length} ${what}${names.length === 1 ? "" : "s"}`;
}
