/**
 * `npm run bench`: the performance rows of the mock, each a ratio against a named baseline inside one run. Times are
 * medians of interleaved rounds; the spread of the baseline says how noisy the machine is.
 */
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { createMock } from "@plinto/mock";
import { plintoHandlers } from "@plinto/mock/msw";
import { http, HttpResponse } from "msw";
import { setupServer } from "msw/node";
import { auditRows } from "./audit.ts";
import { start } from "./children.ts";
import { deliveryRows } from "./deliveries.ts";
import { freePort } from "./free-port.ts";
import { invitationRows } from "./invitations.ts";
import { persistenceRows } from "./persistence.ts";
import { peopleRows } from "./people.ts";
import { policyRows } from "./policy.ts";
import { policyApiRows } from "./policy-api.ts";
import { measure, micro, noiseOf, printRows, ratio, type Measured, type Row } from "./round.ts";
import { serverRows } from "./servers.ts";
import { sizeRows } from "./size.ts";
import { webhookRows } from "./webhooks.ts";

const rows: Row[] = [];

const baseline = await start<{ url: string }>("baseline-server.ts");
const bare = baseline.message.url;

// Door 1: the mock's own fetch, a repeated token, the whole pipeline.
{
  const mock = createMock();
  await mock.ready();
  const url = `${mock.baseUrl}/v1/organizations/${mock.seed.organizations.acme.id}`;
  const headers = { authorization: `Bearer ${mock.keys.secretKey}` };
  const measured = await measure(
    [
      {
        name: "bare",
        run: async (calls) => {
          for (let call = 0; call < calls; call += 1) await (await fetch(bare)).text();
        },
      },
      {
        name: "fetch",
        run: async (calls) => {
          for (let call = 0; call < calls; call += 1) await (await mock.fetch(url, { headers })).text();
        },
      },
    ],
    3000,
    11,
  );
  const [loopback, injected] = measured as [Measured, Measured];
  console.log(
    `Machine noise: native fetch to a bare node:http server takes ${micro(loopback.medianMicroseconds)}, spread ${(loopback.spread * 100).toFixed(0)} %`,
  );
  const value = injected.medianMicroseconds / loopback.medianMicroseconds;
  rows.push({
    path: "mock.fetch getOrganization ÷ native fetch to bare node:http",
    value: `${ratio(value)} (${micro(injected.medianMicroseconds)})`,
    must: "≤ 0.20 ×",
    held: value <= 0.2,
    noise: noiseOf("native fetch", loopback.spread),
  });
}

// Door 2: msw in Node, against a static answer from one catch-all.
{
  const mock = createMock({ baseUrl: "https://mock.plinto.test" });
  await mock.ready();
  const server = setupServer(
    ...plintoHandlers(mock),
    http.all("https://static.plinto.test/*", () => HttpResponse.json({ hello: "world" })),
  );
  server.listen({ onUnhandledFrame: "bypass" });
  const url = `${mock.baseUrl}/v1/organizations/${mock.seed.organizations.acme.id}`;
  const headers = { authorization: `Bearer ${mock.keys.secretKey}` };
  const [still, mocked] = (await measure(
    [
      {
        name: "static",
        run: async (calls) => {
          for (let call = 0; call < calls; call += 1) await (await fetch("https://static.plinto.test/x", { headers })).text();
        },
      },
      {
        name: "msw",
        run: async (calls) => {
          for (let call = 0; call < calls; call += 1) await (await fetch(url, { headers })).text();
        },
      },
    ],
    300,
    9,
  )) as [Measured, Measured];
  server.close();
  const value = mocked.medianMicroseconds / still.medianMicroseconds;
  rows.push({
    path: "msw door ÷ static answer of one msw catch-all",
    value: `${ratio(value)} (${micro(mocked.medianMicroseconds)})`,
    must: "≤ 1.25 ×",
    held: value <= 1.25,
    noise: noiseOf("the static answer", still.spread),
  });
}

// Door 4: the server, load from a process of its own.
rows.push(...(await serverRows(bare)));

// Start: import and createMock, and `plinto dev` until it answers.
{
  const require = createRequire(import.meta.url);
  const entry = require.resolve("@plinto/mock");
  const script = `const start = performance.now(); const { createMock } = await import(${JSON.stringify(entry)}); createMock(); console.log(performance.now() - start);`;
  const times: number[] = [];
  for (let round = 0; round < 7; round += 1) times.push(Number(await output(["--input-type=module", "-e", script])));
  const importTime = times.toSorted((a, b) => a - b)[3]!;
  rows.push({ path: "import + createMock", value: `${importTime.toFixed(0)} ms`, must: "≤ 80 ms", held: importTime <= 80 });
  const cli = fileURLToPath(new URL("../../../packages/cli/dist/main.js", import.meta.url));
  const startTimes: number[] = [];
  for (let round = 0; round < 5; round += 1) startTimes.push(await untilAnswer(cli, await freePort()));
  const answerTime = startTimes.toSorted((a, b) => a - b)[2]!;
  rows.push({ path: "plinto dev answers after process start", value: `${answerTime.toFixed(0)} ms`, must: "≤ 400 ms", held: answerTime <= 400 });
}

// Snapshots, forks, lists, and what size costs.
rows.push(...(await sizeRows()));

rows.push(...(await persistenceRows()));

// A busy day.
rows.push(...(await auditRows()));
rows.push(...(await invitationRows()));
rows.push(...(await peopleRows()));

printRows("Mock", rows);
printRows("Policies", [...(await policyRows()), ...(await policyApiRows())]);
printRows("Webhooks", [...(await webhookRows()), ...(await deliveryRows())]);
baseline.child.kill();
process.exit(0);

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
