import { ask, start, until } from "./children.ts";
import { endpointCount, isHanging, organizationCount, seconds } from "./delivery-plan.ts";
import { quantile, type Row } from "./round.ts";

interface Sender {
  readonly url: string;
  readonly secretKey: string;
  readonly orgIds: readonly string[];
}

interface Received {
  readonly lateMs: readonly number[];
  readonly distinct: number;
  readonly hung: number;
}

interface Sent {
  readonly cpuMs: number;
  readonly byStatus: Readonly<Record<string, number>>;
}

/** A thousand deliveries a second to a thousand endpoints on loopback, one in twenty of which hangs. */
export async function deliveryRows(): Promise<Row[]> {
  const receivers = await start<{ url: string }>("delivery-receivers.ts");
  const sender = await start<Sender>("delivery-sender.ts", [receivers.message.url]);
  try {
    const before = await ask<Sent>(sender.child);
    await causeEvents(sender.message);
    const healthy = Array.from({ length: endpointCount }, (_, endpoint) => endpoint).filter((endpoint) => !isHanging(endpoint)).length;
    const expected = healthy * seconds;
    const { answer: received } = await until(
      () => ask<Received>(receivers.child),
      ({ distinct }) => distinct >= expected,
      20_000,
    );
    const after = await ask<Sent>(sender.child);
    const inTime = received.lateMs.filter((late) => late <= 1000).length / expected;
    const total = Object.values(after.byStatus).reduce((sum, count) => sum + count, 0);
    const lost = expected - received.distinct + (endpointCount * seconds - total);
    const cpu = (after.cpuMs - before.cpuMs) / received.lateMs.length;
    const at = (share: number): string => `${quantile(received.lateMs, share)} ms`;
    const what = `${endpointCount} deliveries/s to ${endpointCount} endpoints, 5 % hanging`;
    return [
      {
        path: `${what}: others that began within a second`,
        value: `${(inTime * 100).toFixed(2)} % (median ${at(0.5)}, p99 ${at(0.99)})`,
        must: "≥ 99 %",
        held: inTime >= 0.99,
      },
      { path: `${what}: lost`, value: `${lost} of ${endpointCount * seconds}`, must: "0", held: lost === 0 },
      { path: `${what}: processor time of the mock per delivery`, value: `${cpu.toFixed(2)} ms`, must: "printed", held: true },
    ];
  } finally {
    sender.child.kill();
    receivers.child.kill();
  }
}

/** Makes a team in each organization each second, spread over the second, whatever the answers take. */
async function causeEvents({ url, secretKey, orgIds }: Sender): Promise<void> {
  const headers = { authorization: `Bearer ${secretKey}`, "content-type": "application/json" };
  const calls: Promise<void>[] = [];
  const begun = performance.now();
  for (let number = 0; number < organizationCount * seconds; number += 1) {
    const dueMs = begun + (number * 1000) / organizationCount;
    const waitMs = dueMs - performance.now();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    calls.push(createTeam(`${url}/v1/organizations/${orgIds[number % organizationCount]!}/teams`, headers, `Team ${number}`));
  }
  await Promise.all(calls);
}

async function createTeam(url: string, headers: Readonly<Record<string, string>>, name: string): Promise<void> {
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify({ name }) });
  if (response.status !== 201) throw new Error(`A team was answered with ${response.status}: ${await response.text()}`);
  await response.arrayBuffer();
}
