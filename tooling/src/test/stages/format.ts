import { inRoot } from "../../root.ts";
import { casesOf, failed } from "../case.ts";
import { runProgram } from "../run-program.ts";
import type { Stage } from "../stage.ts";

/** oxfmt changes nothing. */
export const format: Stage = {
  name: "format",
  about: "oxfmt --check",
  async run() {
    const { code, output } = await runProgram(process.execPath, [inRoot("node_modules", "oxfmt", "bin", "oxfmt"), "--check"]);
    const files = [...output.matchAll(/^(\S+) \(\d+m?s\)$/gm)].map((match) => match[1]!);
    if (code !== 0 && files.length === 0) return { cases: [failed("oxfmt runs to its end", output)] };
    const count = Number(/on (\d+) files/.exec(output)?.[1] ?? files.length);
    const clean = Array.from({ length: Math.max(0, count - files.length) }, (_, index) => `formatted file ${index + 1}`);
    return { cases: casesOf(clean, new Map(files.map((file) => [file, ["Run `npx oxfmt` to format it."]]))) };
  },
};
