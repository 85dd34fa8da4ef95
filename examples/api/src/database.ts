import { PGlite, type Transaction } from "@electric-sql/pglite";
import { type PostgresStore, postgresStore } from "@plinto/webhooks/postgres";

/** The database: PostgreSQL in this process. With a server of its own, `poolTransaction(new Pool())` takes its place. */
export interface Database {
  /** Commits what the work wrote, or undoes it when the work throws. */
  transaction<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result>;
  /** Remembers webhooks in the transaction of what they change. */
  readonly webhooks: PostgresStore<Transaction>;
  close(): Promise<void>;
}

/** Opens the database in a folder, or in memory, and makes the tables that are not there. */
export async function openDatabase(folder?: string): Promise<Database> {
  const db = await PGlite.create(folder);
  const transaction = <Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> => db.transaction(work);
  const webhooks = postgresStore<Transaction>({ transaction });
  await webhooks.migrate();
  await db.exec(`
    create table if not exists seats (
      organization_id text not null,
      user_id text not null,
      name text not null,
      occupied boolean not null,
      sequence bigint not null,
      primary key (organization_id, user_id)
    );
    create table if not exists bookings (
      id bigint generated always as identity primary key,
      organization_id text not null,
      user_id text not null,
      change int not null
    );
  `);
  return { transaction, webhooks, close: () => db.close() };
}
