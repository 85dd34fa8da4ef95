/** The application beside a whole Plinto of its own, offline. */
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { createMock } from "@plinto/mock";
import { serveMock } from "@plinto/mock/server";
import { ui } from "@plinto/mock-ui";

const mock = createMock();
const plinto = await serveMock(mock, { port: Number(process.env["PLINTO_PORT"] ?? 4010), ui });
const { email, password } = mock.seed.users.ada;
console.log(`Plinto is at ${plinto.url}, its mails and people at ${plinto.url}/__plinto. Sign in as ${email} with ${password}.`);

const next = createRequire(import.meta.url).resolve("next/dist/bin/next");
const program = spawn(process.execPath, [next, "dev", "--hostname", "localhost", ...process.argv.slice(2)], {
  stdio: "inherit",
  env: {
    ...process.env,
    NEXT_TELEMETRY_DISABLED: "1",
    PLINTO_URL: plinto.url,
    PLINTO_PUBLISHABLE_KEY: mock.keys.publishableKey,
    PLINTO_MOCK: "1",
  },
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => program.kill(signal));
program.once("exit", (code) => void plinto.close().then(() => process.exit(code ?? 0)));
