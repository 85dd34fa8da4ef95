import { spawn, type ChildProcess } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";
import { freePort } from "./free-port.ts";

/** Prism on our description, in a process of its own, checking requests and answers as ours does. */
export async function startPrism(): Promise<{ readonly url: string; readonly child: ChildProcess }> {
  const require = createRequire(import.meta.url);
  const program = path.join(path.dirname(require.resolve("@stoplight/prism-cli/package.json")), "dist", "index.js");
  const port = await freePort();
  const document = require.resolve("@plinto/spec/openapi.json");
  const child = spawn(process.execPath, [program, "mock", document, "--port", String(port), "--host", "127.0.0.1", "--errors", "--verboseLevel", "silent"], {
    stdio: "ignore",
  });
  const url = `http://127.0.0.1:${port}`;
  const until = performance.now() + 30_000;
  for (;;) {
    const answered = await fetch(`${url}/v1/health`).then(
      (response) => response.ok,
      () => false,
    );
    if (answered) return { url, child };
    if (child.exitCode !== null || performance.now() > until) throw new Error("Prism did not answer");
  }
}
