import type { Ledger } from "../../kernel/ledger.ts";
import { MockError } from "../../mock-error.ts";
import { isAdditive, isSameVersion, type KeptShape, type KeptVersion } from "../kept-shape.ts";
import type { PersistedKind, Persistence, WorldBeginning } from "../persistence.ts";
import { rowsVersion, rowUpgrades, type RowUpgrade } from "../row-upgrades.ts";
import { completed, failed, openDatabase, resultOf, storeNames } from "./database.ts";
import { IndexedDbLedger } from "./indexed-db-ledger.ts";
import { deleteWorld, writeBeginning, type Head } from "./kept-world.ts";

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
  /** What the keys of forks follow from, as far as it has been looked. */
  readonly #seedTexts = new Map<string, string>();
  /** Worlds that are being deleted. Whoever wants one anew waits. */
  readonly #ending = new Map<string, Promise<void>>();
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
    const { database, version } = await this.#opened(kind);
    await this.#ending.get(world ?? defaultWorld);
    await this.#readHeads(database);
    return new IndexedDbLedger({
      database,
      world: world ?? defaultWorld,
      version,
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
    return [...(await this.#readHeads(database)).keys()].filter((key) => key !== defaultWorld && !this.#ending.has(key));
  }

  async begin(world: string, kind: PersistedKind, beginning: WorldBeginning): Promise<void> {
    const { database, version } = await this.#opened(kind);
    await this.#ending.get(world);
    const transaction = begun(database, "readwrite", storeNames);
    const done = completed(transaction);
    const answer = await writeBeginning(transaction, world, version, beginning);
    await done;
    if (answer === "taken") throw new MockError("world_taken", `There is a world ${JSON.stringify(world)} already. Choose another name, or end that one.`);
    this.#seedTexts.set(world, beginning.seedText);
  }

  end(world: string): Promise<void> {
    const ending = this.#ending.get(world) ?? this.#end(world).finally(() => this.#ending.delete(world));
    this.#ending.set(world, ending);
    return ending;
  }

  seedTextOf(world: string): string | undefined {
    return this.#seedTexts.get(world);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#channel.close();
    (await this.#opening)?.close();
  }

  async #opened(kind: PersistedKind): Promise<{ readonly database: IDBDatabase; readonly version: KeptVersion }> {
    this.#requireOpen();
    const shape: KeptShape = { ...kind, rowsVersion: this.#kind.rowsVersion };
    this.#opening ??= this.#openDatabase(shape);
    return { database: await this.#opening, version: { descriptionHash: shape.descriptionHash, rowsVersion: shape.rowsVersion } };
  }

  #requireOpen(): void {
    if (this.#closed) throw new MockError("persist_closed", `The database ${this.#name} was closed. Open it anew with persistToIndexedDb.`);
  }

  async #end(world: string): Promise<void> {
    this.#requireOpen();
    this.#seedTexts.delete(world);
    const database = await this.#opening;
    if (database === undefined) return;
    const transaction = begun(database, "readwrite", storeNames);
    const done = completed(transaction);
    await deleteWorld(transaction, world);
    await done;
  }

  /** Looks which worlds there are, and what the keys of forks follow from. */
  async #readHeads(database: IDBDatabase): Promise<ReadonlyMap<string, Head>> {
    const store = begun(database, "readonly", ["heads"]).objectStore("heads");
    const [keys, heads] = await Promise.all([resultOf(store.getAllKeys()), resultOf(store.getAll() as IDBRequest<Head[]>)]);
    const found = new Map((keys as string[]).map((key, index) => [key, heads[index]!]));
    this.#seedTexts.clear();
    for (const [world, { seedText }] of found) if (seedText !== undefined && !this.#ending.has(world)) this.#seedTexts.set(world, seedText);
    return found;
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

function begun(database: IDBDatabase, mode: IDBTransactionMode, stores: readonly string[]): IDBTransaction {
  try {
    return database.transaction([...stores], mode);
  } catch (error) {
    throw failed(error);
  }
}
