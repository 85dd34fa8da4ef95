/** How long it takes until there is a mock. */
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { freePort } from "./free-port.ts";
import type { Row } from "./round.ts";

/** Import and createMock, and `plinto dev` until it answers. */
export async function startRows(): Promise<Row[]> {
  const require = createRequire(import.meta.url);
  const entry = require.resolve("@plinto/mock");
  const script = `const start = performance.now(); const { createMock } = await import(${JSON.stringify(entry)}); createMock(); console.log(performance.now() - start);`;
  const times: number[] = [];
  for (let round = 0; round < 7; round += 1) times.push(Number(await output(["--input-type=module", "-e", script])));
  const importTime = times.toSorted((a, b) => a - b)[3]!;
  const cli = fileURLToPath(new URL("../../../packages/cli/dist/main.js", import.meta.url));
  const startTimes: number[] = [];
  for (let round = 0; round < 5; round += 1) startTimes.push(await untilAnswer(cli, await freePort()));
  const answerTime = startTimes.toSorted((a, b) => a - b)[2]!;
  return [
    { path: "import + createMock", value: `${importTime.toFixed(0)} ms`, must: "≤ 80 ms", held: importTime <= 80 },
    { path: "plinto dev answers after process start", value: `${answerTime.toFixed(0)} ms`, must: "≤ 400 ms", held: answerTime <= 400 },
  ];
}

function output(args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    let text = "";
    child.stdout.on("data", (chunk: Buffer) => (text += chunk.toString()));
    child.on("exit", (code) => (code === 0 ? resolve(text) : reject(new Error(`ended with ${code}`))));
  });
}

async function untilAnswer(cli: string, port: number): Promise<number> {
  const begun = performance.now();
  const child = spawn(process.execPath, [cli, "dev", "--port", String(port)], { stdio: "ignore" });
  try {
    for (;;) {
      const answered = await fetch(`http://127.0.0.1:${port}/v1/health`).then(
        (response) => response.ok,
        () => false,
      );
      if (answered) return performance.now() - begun;
      if (performance.now() - begun > 10_000) throw new Error("plinto dev did not answer within 10 s");
    }
  } finally {
    child.kill();
  }
}
