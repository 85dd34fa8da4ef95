/** What a call costs through each door, against what stands for no mock at all. */
import { createMock } from "@plinto/mock";
import { plintoHandlers } from "@plinto/mock/msw";
import { http, HttpResponse } from "msw";
import { setupServer } from "msw/node";
import { start } from "./children.ts";
import { measure, micro, noiseOf, ratio, type Measured, type Row } from "./round.ts";
import { serverRows } from "./servers.ts";

/** The injected door, msw in Node, and the server. */
export async function doorRows(): Promise<Row[]> {
  const baseline = await start<{ url: string }>("baseline-server.ts");
  const bare = baseline.message.url;
  try {
    return [await injectedRow(bare), await mswRow(), ...(await serverRows(bare))];
  } finally {
    baseline.child.kill();
  }
}

/** The mock's own fetch, a repeated token, the whole pipeline. */
async function injectedRow(bare: string): Promise<Row> {
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
  return {
    path: "mock.fetch getOrganization ÷ native fetch to bare node:http",
    value: `${ratio(value)} (${micro(injected.medianMicroseconds)})`,
    must: "≤ 0.20 ×",
    held: value <= 0.2,
    noise: noiseOf("native fetch", loopback.spread),
  };
}

/** msw in Node, against a static answer from one catch-all. */
async function mswRow(): Promise<Row> {
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
  return {
    path: "msw door ÷ static answer of one msw catch-all",
    value: `${ratio(value)} (${micro(mocked.medianMicroseconds)})`,
    must: "≤ 1.25 ×",
    held: value <= 1.25,
    noise: noiseOf("the static answer", still.spread),
  };
}
