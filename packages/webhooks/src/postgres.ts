/** Remembering in PostgreSQL, in the transaction of the effect: exactly once. */

import { WebhookError } from "./errors.ts";
import type { WebhookStore } from "./store.ts";

/** What runs statements within one transaction. Clients of pg and transactions of PGlite fit. */
export interface PostgresTransaction {
  query(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>;
}

/** Runs `work` in a transaction: commits what it did, or undoes it when it throws. */
export type RunTransaction<Tx extends PostgresTransaction> = <Result>(work: (tx: Tx) => Promise<Result>) => Promise<Result>;

export interface PostgresStoreOptions<Tx extends PostgresTransaction> {
  /** Runs a transaction: `poolTransaction(pool)` with pg, `(work) => db.transaction(work)` with PGlite. */
  readonly transaction: RunTransaction<Tx>;
  /** The table, with its schema if it has one. Made by {@link PostgresStore.migrate}. Default `plinto_webhook_events`. */
  readonly table?: string;
}

export interface PostgresStore<Tx extends PostgresTransaction> extends WebhookStore<Tx> {
  /** Makes the table, where it is not there yet. */
  migrate(): Promise<void>;
  /**
   * Forgets events that had their effect longer ago than this. Nothing is forgotten by itself.
   *
   * @param olderThanSeconds at least as long as a dead letter can be retried. Default 31 days.
   */
  purge(olderThanSeconds?: number): Promise<void>;
}

/**
 * Remembers events in a table of your database. The note, the handler's own writes through `tx`, and nothing else, are
 * one transaction: an event has its effect exactly once, whenever the process dies. What a handler does beside `tx`, such
 * as sending mail, is at least once. There is no lease: a handler that never ends keeps its event and its connection,
 * unless the database ends that (`idle_in_transaction_session_timeout`).
 *
 * @throws WebhookError `option_invalid`
 *
 * @example
 * const store = postgresStore({ transaction: poolTransaction(new Pool()) });
 * await store.migrate();
 * const receiver = createWebhookReceiver({ secrets, store })
 *   .on("member.added", (event, { tx }) => tx.query("insert into seats values ($1)", [event.data.userId]));
 */
export function postgresStore<Tx extends PostgresTransaction>(options: PostgresStoreOptions<Tx>): PostgresStore<Tx> {
  const { transaction, table = "plinto_webhook_events" } = options;
  // It becomes part of statements, where no parameter can stand for it.
  if (!/^[a-z_]\w*(\.[a-z_]\w*)?$/i.test(table))
    throw new WebhookError("option_invalid", "table of postgresStore has to be a plain name, such as app.webhook_events.");
  return {
    once: (id, effect) =>
      transaction(async (tx) => {
        // Without the lock the insert below would wait for the other transaction, however long its handler takes.
        const lock = await tx.query("select pg_try_advisory_xact_lock(hashtextextended($1, 0)) as is_free", [`${table}:${id}`]);
        if (!(lock.rows[0] as { is_free: boolean }).is_free) return { status: "in_progress", retryAfterSeconds: 1 } as const;
        const { rows } = await tx.query(`insert into ${table} (id) values ($1) on conflict do nothing returning id`, [id]);
        if (rows.length === 0) return { status: "duplicate" } as const;
        await effect(tx);
        // A handler may have caught the error of a statement. The transaction is lost all the same, but `commit` does not
        // say so; this statement does.
        await tx.query(`update ${table} set done_at = clock_timestamp() where id = $1`, [id]);
        return { status: "done" } as const;
      }),
    migrate: () =>
      transaction(async (tx) => {
        await tx.query(`create table if not exists ${table} (id text primary key, done_at timestamptz not null default clock_timestamp())`);
      }),
    purge: (olderThanSeconds = 31 * 86_400) =>
      transaction(async (tx) => {
        await tx.query(`delete from ${table} where done_at < clock_timestamp() - make_interval(secs => $1)`, [olderThanSeconds]);
      }),
  };
}

/** The part of a pool of pg that is used. */
export interface PostgresPool<Client extends PostgresTransaction> {
  connect(): Promise<Client & PostgresPoolMember>;
}

/** What a client has because it is of a pool. */
export interface PostgresPoolMember {
  release(error?: Error | boolean): void;
  on?(event: "error", listener: (error: Error) => void): unknown;
  removeListener?(event: "error", listener: (error: Error) => void): unknown;
}

/**
 * Transactions of a pool of pg. A connection that breaks while a handler works fails its transaction and leaves the pool.
 *
 * @example
 * const transaction = poolTransaction(new Pool({ connectionString }));
 */
export function poolTransaction<Client extends PostgresTransaction>(pool: PostgresPool<Client>): RunTransaction<Client> {
  return async (work) => {
    const client = await pool.connect();
    let broken: Error | undefined;
    const breaks = (error: Error): void => void (broken = error);
    // A pool does not listen to a client that it has given away, and an error that nobody listens to ends the process.
    client.on?.("error", breaks);
    try {
      await client.query("begin");
      const result = await work(client);
      await client.query("commit");
      return result;
    } catch (error) {
      // A connection that cannot even roll back is of no use to the next who takes it from the pool.
      await client.query("rollback").catch((cause: unknown) => {
        broken ??= cause as Error;
      });
      throw error;
    } finally {
      client.removeListener?.("error", breaks);
      client.release(broken);
    }
  };
}
