import { writeSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import pg from "pg";
import { createClient } from "redis";
import { createWebhookReceiver, memoryStore, type WebhookStore } from "../../src/index.ts";
import { nodeWebhooks } from "../../src/node.ts";
import { poolTransaction, postgresStore, type PostgresTransaction } from "../../src/postgres.ts";
import { redisStore } from "../../src/redis.ts";

/** How to start the process. */
export interface ReceiverSetup {
  readonly secret: string;
  readonly store: "memory" | "postgres" | "redis";
  /** The folder of the PostgreSQL server, or the socket of the Redis server. */
  readonly host?: string;
  /** What its tables and keys are named after, so that runs with the same events do not meet. Default `plinto`. */
  readonly name?: string;
}

// A receiver in a process of its own. On its first line it says its port; then it says the id of each event that it
// has handled outside a database, before it notes that. A `GET` tells the ids of the events that the database has.
// A delivery with the header `x-die` ends the process as a power cut would: `in-effect` in the midst of the effect,
// `before-answer` when the effect is done and noted, and nobody was told.
const { secret, store, host = "", name = "plinto" } = JSON.parse(process.argv[2] ?? "{}") as ReceiverSetup;
const pool = new pg.Pool({ host, user: "plinto", database: "postgres", max: 8 });
const doomed = new Set<string>();

type Tx = PostgresTransaction | undefined;
const receiver = createWebhookReceiver<Tx>({ secrets: secret, store: await open(), toleranceSeconds: false, onError: () => {} }).otherwise(
  async ({ id }, { tx }) => {
    if (tx) await tx.query(`insert into ${name}_effects (event_id) values ($1)`, [id]);
    else writeSync(1, `${id}\n`);
    if (doomed.has(id)) process.kill(process.pid, "SIGKILL");
  },
);

async function open(): Promise<WebhookStore<Tx>> {
  if (store === "memory") return memoryStore() as WebhookStore<Tx>;
  if (store === "redis") {
    const client = createClient({ socket: { path: host, tls: false } });
    await client.connect();
    return redisStore({ command: (words) => client.sendCommand(words), prefix: `${name}:`, leaseSeconds: 0.2 }) as WebhookStore<Tx>;
  }
  await pool.query(`create table if not exists ${name}_effects (event_id text not null)`);
  const postgres = postgresStore({ transaction: poolTransaction(pool), table: `${name}_events` });
  await postgres.migrate();
  return postgres as WebhookStore<Tx>;
}

const deliver = nodeWebhooks(receiver);
const server = createServer(async (request, response) => {
  if (request.method === "GET") {
    const { rows } = await pool.query<{ event_id: string }>(`select event_id from ${name}_effects`);
    response.end(JSON.stringify(rows.map(({ event_id: id }) => id)));
    return;
  }
  const dies = request.headers["x-die"];
  if (dies === "in-effect") doomed.add(String(request.headers["webhook-id"]));
  if (dies === "before-answer") response.end = () => process.kill(process.pid, "SIGKILL") as never;
  await deliver(request, response);
});
server.listen(0, "127.0.0.1", () => writeSync(1, `${(server.address() as AddressInfo).port}\n`));
