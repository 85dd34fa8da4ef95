import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { expectedOutput } from "../../../tooling/src/docs/snippet.ts";

const folder = path.join(import.meta.dirname, "guides");

test.each(["express", "fastify", "hono", "next"])(
  "the program in the guide for %s runs as it is written, and ends by itself",
  { timeout: 30_000 },
  async (name) => {
    const file = path.join(folder, `${name}.ts`);
    const child = spawn(process.execPath, ["--conditions=@plinto/source", file], { stdio: ["ignore", "pipe", "inherit"], timeout: 25_000 });
    let said = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (said += text));
    const code = await new Promise((resolve) => child.once("close", resolve));
    expect({ code, lines: said.trimEnd().split("\n") }).toEqual({ code: 0, lines: expectedOutput(readFileSync(file, "utf8")) });
  },
);
