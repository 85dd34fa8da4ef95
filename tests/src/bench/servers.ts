import { start } from "./children.ts";
import { compareRates } from "./generate-load.ts";
import { startPrism } from "./prism.ts";
import { noiseOf, perSecond, ratio, type Row } from "./round.ts";

/** The server door against a bare server and against Prism on the same description, ten connections each. */
export async function serverRows(bare: string): Promise<Row[]> {
  const served = await start<{ url: string; secretKey: string; orgId: string; ownerId: string }>("mock-server.ts");
  const prism = await startPrism();
  const { url, secretKey, orgId, ownerId } = served.message;
  const headers = { authorization: `Bearer ${secretKey}` };
  const read = (base: string) => ({ url: `${base}/v1/organizations/${orgId}`, method: "GET" as const, headers, status: 200 });
  const write = (base: string) => ({
    url: `${base}/v1/organizations`,
    method: "POST" as const,
    headers,
    body: JSON.stringify({ name: "Load {n}", ownerUserId: ownerId }),
    status: 201,
  });
  try {
    const rates = await compareRates(
      {
        bare: { url: bare, method: "GET", headers: {}, status: 200 },
        get: read(url),
        prismGet: read(prism.url),
        post: write(url),
        prismPost: write(prism.url),
      },
      { rounds: 5, connections: 10, milliseconds: 1500 },
    );
    const toBare = rates.get.perSecond / rates.bare.perSecond;
    const toPrism = rates.get.perSecond / rates.prismGet.perSecond;
    const toPrismPost = rates.post.perSecond / rates.prismPost.perSecond;
    const noise = noiseOf("bare node:http", rates.bare.spread);
    return [
      {
        path: "server door requests/s ÷ bare node:http, 10 connections",
        value: `${ratio(toBare)} (${perSecond(rates.get.perSecond)} of ${perSecond(rates.bare.perSecond)})`,
        must: "≥ 0.35 ×",
        held: toBare >= 0.35,
        noise,
      },
      {
        path: "server door ÷ Prism, GET of an organization",
        value: `${ratio(toPrism)} (${perSecond(rates.get.perSecond)} to ${perSecond(rates.prismGet.perSecond)})`,
        must: "≥ 5 ×",
        held: toPrism >= 5,
        noise: noiseOf("Prism", rates.prismGet.spread),
      },
      {
        path: "server door ÷ Prism, POST of an organization",
        value: `${ratio(toPrismPost)} (${perSecond(rates.post.perSecond)} to ${perSecond(rates.prismPost.perSecond)})`,
        // Prism makes an answer up; this one is kept, with its owner, events and lines of the audit log.
        must: "≥ 1 ×",
        held: toPrismPost >= 1,
        noise: noiseOf("Prism", rates.prismPost.spread),
      },
    ];
  } finally {
    served.child.kill();
    prism.child.kill();
  }
}
