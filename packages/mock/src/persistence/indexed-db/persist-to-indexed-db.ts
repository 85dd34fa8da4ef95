import type { Ledger } from "../../kernel/ledger.ts";
import { MockError } from "../../mock-error.ts";
import { isAdditive, isSameVersion, type KeptShape } from "../kept-shape.ts";
import type { PersistedKind, Persistence } from "../persistence.ts";
import { rowsVersion, rowUpgrades, type RowUpgrade } from "../row-upgrades.ts";
import { completed, openDatabase, resultOf, storeNames } from "./database.ts";
import { IndexedDbLedger } from "./indexed-db-ledger.ts";

/** Options of {@link persistToIndexedDb}. */
export interface PersistToIndexedDbOptions {
  /** Told, in one sentence each, of what had to be set aside. Silent when absent. */
  readonly report?: (message: string) => void;
}

/** What varies in tests. */
export interface IndexedDbKind {
  readonly factory: IDBFactory;
  /** Opens a channel to the other pages of the origin. */
  readonly channel: (name: string) => BroadcastChannel;
  readonly rowsVersion: number;
  readonly rowUpgrades: readonly RowUpgrade[];
  readonly maxCommits: number;
}

/**
 * Keeps the worlds of a mock in the browser's database, so that they survive a reload. Every answer waits until its
 * change is in the database. Tabs of one origin that use the same name share one state: each looks for what the others
 * did before it answers.
 *
 * @param name what the database is called after. Data of an older description is taken over when tables and columns
 *   were only added, else moved to a database `<name> set aside <n>`.
 * @throws MockError, through `mock.ready()`: `persist_failed`
 * @example
 * const mock = createMock({ persist: persistToIndexedDb("shop") });
 * await setupMockWorker(mock).start();
 */
export function persistToIndexedDb(name: string, options: PersistToIndexedDbOptions = {}): Persistence {
  return new IndexedDbPersistence(name, options, {
    factory: indexedDB,
    channel: (of) => new BroadcastChannel(of),
    rowsVersion,
    rowUpgrades,
    maxCommits: 2_000,
  });
}

const defaultWorld = "";

export class IndexedDbPersistence implements Persistence {
  readonly shared = true;
  readonly #name: string;
  readonly #report: (message: string) => void;
  readonly #kind: IndexedDbKind;
  readonly #channel: BroadcastChannel;
  #opening: Promise<IDBDatabase> | undefined;
  #closed = false;

  constructor(name: string, { report = () => {} }: PersistToIndexedDbOptions, kind: IndexedDbKind) {
    this.#name = `plinto-mock ${name}`;
    this.#report = report;
    this.#kind = kind;
    this.#channel = kind.channel(this.#name);
  }

  onForeignWrite(world: string | undefined, fn: () => void): () => void {
    const hear = ({ data }: MessageEvent): void => {
      if (data === (world ?? defaultWorld)) fn();
    };
    this.#channel.addEventListener("message", hear);
    return () => this.#channel.removeEventListener("message", hear);
  }

  async open(world: string | undefined, kind: PersistedKind): Promise<Ledger> {
    if (this.#closed) throw new MockError("persist_closed", `The database ${this.#name} was closed. Open it anew with persistToIndexedDb.`);
    const version: KeptShape = { ...kind, rowsVersion: this.#kind.rowsVersion };
    this.#opening ??= this.#openDatabase(version);
    const database = await this.#opening;
    return new IndexedDbLedger({
      database,
      world: world ?? defaultWorld,
      version: { descriptionHash: version.descriptionHash, rowsVersion: version.rowsVersion },
      upgrades: this.#kind.rowUpgrades,
      maxCommits: this.#kind.maxCommits,
      wrote: () => {
        if (!this.#closed) this.#channel.postMessage(world ?? defaultWorld);
      },
    });
  }

  async worlds(): Promise<readonly string[]> {
    const database = await this.#opening;
    if (database === undefined) return [];
    const keys = await resultOf(database.transaction(["heads"]).objectStore("heads").getAllKeys());
    return (keys as string[]).filter((key) => key !== defaultWorld);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#channel.close();
    (await this.#opening)?.close();
  }

  async #openDatabase(wanted: KeptShape): Promise<IDBDatabase> {
    const database = await openDatabase(this.#kind.factory, this.#name);
    const transaction = database.transaction(["about"], "readonly");
    const kept = await resultOf(transaction.objectStore("about").get("shape") as IDBRequest<KeptShape | undefined>);
    if (kept === undefined || isSameVersion(kept, wanted)) {
      if (kept === undefined) await writeShape(database, wanted);
      return database;
    }
    if (isAdditive(kept, wanted)) {
      await writeShape(database, wanted);
      this.#report(`The data in ${this.#name} came from another version of the API description and was taken over.`);
      return database;
    }
    const aside = await this.#setAside(database);
    await writeShape(database, wanted);
    this.#report(
      `The data in ${this.#name} came from a version of the API description that this one cannot take over. It was moved to the database "${aside}", and this one begins anew.`,
    );
    return database;
  }

  async #setAside(database: IDBDatabase): Promise<string> {
    const names = (await this.#kind.factory.databases()).map(({ name }) => name);
    let number = 1;
    while (names.includes(`${this.#name} set aside ${number}`)) number++;
    const name = `${this.#name} set aside ${number}`;
    const copy = await openDatabase(this.#kind.factory, name);
    for (const store of storeNames) {
      const from = database.transaction([store]).objectStore(store);
      const [keys, values] = await Promise.all([resultOf(from.getAllKeys()), resultOf(from.getAll() as IDBRequest<unknown[]>)]);
      const into = copy.transaction([store], "readwrite");
      const done = completed(into);
      for (const [index, key] of keys.entries()) into.objectStore(store).put(values[index], key);
      await done;
    }
    copy.close();
    const clearing = database.transaction([...storeNames], "readwrite");
    const cleared = completed(clearing);
    for (const store of storeNames) clearing.objectStore(store).clear();
    await cleared;
    return name;
  }
}

async function writeShape(database: IDBDatabase, shape: KeptShape): Promise<void> {
  const transaction = database.transaction(["about"], "readwrite");
  const done = completed(transaction);
  transaction.objectStore("about").put(shape, "shape");
  await done;
}
