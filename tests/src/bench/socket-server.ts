/**
 * The mock behind its server door, in a process of its own, for sockets. It is told by messages: `tell` asks for its
 * processor time and memory, `publish` makes teams one after the other with a pause between, `rest` does nothing for a while, `restart` closes the door,
 * makes teams meanwhile and serves the same state at the same port again.
 */
import { createMock } from "@plinto/mock";
import { serveMock } from "@plinto/mock/server";

export interface SocketServer {
  readonly url: string;
  readonly token: string;
  readonly topic: string;
}

export type Order =
  | { readonly kind: "tell" }
  | { readonly kind: "publish"; readonly count: number; readonly pauseMs: number }
  | { readonly kind: "rest"; readonly ms: number }
  | { readonly kind: "restart"; readonly meanwhile: number };

export interface Told {
  /** Processor time of what was ordered, or of everything so far. */
  readonly cpuMs: number;
  /** How long it took. */
  readonly tookMs: number;
  readonly residentBytes: number;
  readonly connections: number;
}

const mock = createMock({ limits: "count", validateResponses: false });
let { url, close } = await serveMock(mock);
const orgId = mock.seed.organizations.acme.id;
const { email, password } = mock.seed.users.ada;
const signedIn = await mock.fetch(`${mock.baseUrl}/v1/auth/sign-in`, {
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ email, password }),
});
const { session } = (await signedIn.json()) as { session: { accessToken: string } };
let made = 0;

async function makeTeam(): Promise<void> {
  made += 1;
  const answer = await mock.fetch(`${mock.baseUrl}/v1/organizations/${orgId}/teams`, {
    method: "POST",
    headers: { authorization: `Bearer ${mock.keys.secretKey}`, "content-type": "application/json" },
    body: JSON.stringify({ name: `Team ${made}` }),
  });
  if (answer.status !== 201) throw new Error(`A team was answered with ${answer.status}`);
}

async function carryOut(order: Order): Promise<void> {
  if (order.kind === "publish") {
    for (let count = 0; count < order.count; count += 1) {
      await makeTeam();
      await new Promise((resolve) => setTimeout(resolve, order.pauseMs));
    }
  } else if (order.kind === "rest") await new Promise((resolve) => setTimeout(resolve, order.ms));
  else if (order.kind === "restart") {
    const port = Number(new URL(url).port);
    await close();
    for (let count = 0; count < order.meanwhile; count += 1) await makeTeam();
    ({ url, close } = await serveMock(mock, { port }));
  }
}

process.on("message", (order: Order) => {
  const begun = performance.now();
  const before = order.kind === "tell" ? { user: 0, system: 0 } : process.cpuUsage();
  void carryOut(order).then(() => {
    const { user, system } = process.cpuUsage();
    if (order.kind === "tell") globalThis.gc?.();
    const told: Told = {
      cpuMs: (user + system - before.user - before.system) / 1000,
      tookMs: performance.now() - begun,
      residentBytes: process.memoryUsage().rss,
      connections: mock.realtime.connections.length,
    };
    process.send?.(told);
  });
});
process.send?.({ url, token: session.accessToken, topic: `organization:${orgId}` } satisfies SocketServer);
