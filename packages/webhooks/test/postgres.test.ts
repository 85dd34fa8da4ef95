import { PGlite } from "@electric-sql/pglite";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startPostgres } from "../../../tooling/src/servers/postgres-server.ts";
import { createWebhookReceiver, isWebhookError } from "../src/index.ts";
import { poolTransaction, postgresStore, type PostgresStore, type PostgresTransaction, type RunTransaction } from "../src/postgres.ts";
import { exampleEvent, signedRequest, storeConformance } from "../src/testing.ts";
import { failure, secret, standingClock } from "./support/fixtures.ts";

interface Database {
  transaction: RunTransaction<PostgresTransaction>;
  /** As many transactions at the same time as one asks for, or one after the other. */
  waits: boolean;
  close(): Promise<void>;
}

async function pglite(): Promise<Database> {
  const db = await PGlite.create();
  return { transaction: (work) => db.transaction(work), waits: true, close: () => db.close() };
}

async function server(): Promise<Database> {
  const { connection, close } = await startPostgres();
  const pool = new pg.Pool({ ...connection, max: 30 });
  return {
    transaction: poolTransaction(pool),
    waits: false,
    async close() {
      // Says too early that its connections are gone, and hears of it when the server cuts one.
      pool.on("error", () => {});
      await pool.end();
      await close();
    },
  };
}

const databases = [
  { name: "PGlite", open: pglite, waits: true },
  { name: "a PostgreSQL server", open: server, waits: false },
];

for (const { name, open, waits } of databases) {
  describe(name, () => {
    let database: Database;
    let store: PostgresStore<PostgresTransaction>;

    beforeAll(async () => {
      database = await open();
      store = postgresStore({ transaction: database.transaction });
      await store.migrate();
      await store.migrate();
      await database.transaction(async (tx) => void (await tx.query("create table seats (event_id text, user_id text)")));
    }, 60_000);
    afterAll(() => database?.close());

    const seats = (id: string): Promise<number> =>
      database.transaction(async (tx) => (await tx.query("select * from seats where event_id = $1", [id])).rows.length);

    for (const { title, run } of storeConformance({ open: () => postgresStore({ transaction: database.transaction }), waits })) test(title, run);

    test("what a handler writes through tx and the note of the event are one", async () => {
      const clock = standingClock();
      const event = exampleEvent("member.added", { id: "evt_one" });
      let isBroken = true;
      const receiver = createWebhookReceiver({ secrets: secret, store, clock, onError: () => {} }).on("member.added", async ({ id, data }, { tx }) => {
        await tx.query("insert into seats values ($1, $2)", [id, data.userId]);
        if (isBroken) throw new Error("broken after the write");
      });
      const send = async (): Promise<number> => (await receiver.handle(await signedRequest(event, secret, { clock }))).status;
      expect([await send(), await seats("evt_one")]).toEqual([500, 0]);
      isBroken = false;
      expect([await send(), await seats("evt_one")]).toEqual([204, 1]);
      expect([await send(), await seats("evt_one")]).toEqual([204, 1]);
    });

    test("many replicas that get one event at the same time write once", async () => {
      const stores = Array.from({ length: 10 }, () => postgresStore({ transaction: database.transaction }));
      const results = await Promise.all(
        stores.map((one) => one.once("evt_race", async (tx) => void (await tx.query("insert into seats values ('evt_race', 'usr_1')")))),
      );
      expect(results.filter(({ status }) => status === "done")).toHaveLength(1);
      expect(await seats("evt_race")).toBe(1);
    });

    // A handler that caught a failed statement once had its event noted as done, with nothing written: `commit` of a
    // failed transaction rolls back without an error.
    test("a failed statement that a handler catches is not taken for success", async () => {
      const failed = store.once("evt_caught", async (tx) => {
        await tx.query("insert into seats values ('evt_caught', 'usr_1')");
        await tx.query("insert into no_such_table values (1)").catch(() => {});
      });
      await expect(failed).rejects.toThrow(/current transaction is aborted/);
      expect(await seats("evt_caught")).toBe(0);
      expect((await store.once("evt_caught", async () => {})).status).toBe("done");
    });

    test("purge forgets what is old, and nothing else", async () => {
      await store.once("evt_old", async () => {});
      await database.transaction(
        async (tx) => void (await tx.query("update plinto_webhook_events set done_at = now() - interval '32 days' where id = 'evt_old'")),
      );
      await store.once("evt_young", async () => {});
      await store.purge();
      expect((await store.once("evt_young", async () => {})).status).toBe("duplicate");
      expect((await store.once("evt_old", async () => {})).status).toBe("done");
      await store.purge(0);
      expect((await store.once("evt_young", async () => {})).status).toBe("done");
    });

    test("a table may have a schema", async () => {
      await database.transaction(async (tx) => void (await tx.query("create schema app")));
      const named = postgresStore({ transaction: database.transaction, table: "app.events_seen" });
      await named.migrate();
      expect((await named.once("evt_1", async () => {})).status).toBe("done");
      expect((await named.once("evt_1", async () => {})).status).toBe("duplicate");
    });
  });
}

test("a table's name that could be more than a name is refused", async () => {
  const error = await failure(
    (async () => postgresStore({ transaction: async (work) => work({ query: async () => ({ rows: [] }) }), table: "t; drop table t" }))(),
  );
  expect(isWebhookError(error, "option_invalid")).toBe(true);
  expect(String(error)).toMatch(/table of postgresStore has to be a plain name/);
});

// A pool of pg does not listen to a client that it has given away: a failover, or `idle_in_transaction_session_timeout`,
// while a handler awaited something else once ended the whole process with "Unhandled 'error' event".
test("a connection that the server ends while a handler works costs one attempt and no process", { timeout: 60_000 }, async ({ onTestFinished }) => {
  const { connection, close } = await startPostgres();
  const pool = new pg.Pool({ ...connection });
  pool.on("error", () => {});
  onTestFinished(async () => {
    await pool.end();
    await close();
  });
  const clock = standingClock();
  const store = postgresStore({ transaction: poolTransaction<pg.PoolClient>(pool) });
  await store.migrate();
  let attempts = 0;
  const errors: unknown[] = [];
  const receiver = createWebhookReceiver({ secrets: secret, store, clock, onError: (error) => errors.push(error) }).on("member.added", async (_, { tx }) => {
    attempts += 1;
    // One at each attempt: nothing piles up on a client that the pool hands out again and again.
    expect(tx.listenerCount("error")).toBe(1);
    if (attempts > 1) return;
    const ended = new Promise((resolve) => void tx.once("end", () => resolve(undefined)));
    const { rows } = await tx.query<{ pid: number }>("select pg_backend_pid() as pid");
    await pool.query("select pg_terminate_backend($1)", [rows[0]!.pid]);
    await ended;
  });
  const send = async (id: string): Promise<number> =>
    (await receiver.handle(await signedRequest(exampleEvent("member.added", { id }), secret, { clock }))).status;
  expect(await send("evt_1")).toBe(500);
  expect([await send("evt_1"), attempts]).toEqual([204, 2]);
  expect([await send("evt_1"), attempts]).toEqual([204, 2]);
  expect([await send("evt_2"), await send("evt_3"), attempts]).toEqual([204, 204, 4]);
  expect(errors).toHaveLength(1);
  expect(pool.totalCount).toBe(pool.idleCount);
});

test("a connection that cannot roll back does not go back into the pool", async () => {
  const released: unknown[] = [];
  const lost = new Error("connection lost");
  const transaction = poolTransaction({
    connect: async () => ({
      query: async (text: string) => {
        if (text === "begin") return { rows: [] };
        throw lost;
      },
      release: (error?: Error | boolean) => void released.push(error),
    }),
  });
  await expect(transaction(async (tx) => tx.query("select 1"))).rejects.toBe(lost);
  expect(released).toEqual([lost]);
});
