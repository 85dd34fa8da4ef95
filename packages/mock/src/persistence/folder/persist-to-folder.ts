import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Ledger } from "../../kernel/ledger.ts";
import { MockError } from "../../mock-error.ts";
import { isAdditive, isSameVersion, type KeptShape } from "../kept-shape.ts";
import type { PersistedKind, Persistence, WorldBeginning } from "../persistence.ts";
import { rowsVersion, rowUpgrades, type RowUpgrade } from "../row-upgrades.ts";
import { unfinishedEnding, writeWhole } from "./files.ts";
import { isLockFile, lockFolder, type FolderLock } from "./folder-lock.ts";
import type { FolderLedger } from "./folder-ledger.ts";
import { openFolderLedger } from "./open-folder-ledger.ts";
import { readSeedText, writeBeginning } from "./world-beginning.ts";

/** Options of {@link persistToFolder}. */
export interface PersistToFolderOptions {
  /** Told, in one sentence each, of what had to be mended or set aside at the start. Silent when absent. */
  readonly report?: (message: string) => void;
  /** Bytes of changes after which the state is written anew and the changes before it go. Default 16 MiB; never less than the state itself took. */
  readonly checkpointBytes?: number;
}

/** What this version asks of the rows; another one in tests of what comes later. */
export interface RowsKind {
  readonly rowsVersion: number;
  readonly rowUpgrades: readonly RowUpgrade[];
}

/**
 * Keeps the worlds of a mock in a folder: an append-only log with checksums, and checkpoints. Every answer waits until
 * its change is written, so killing the process loses nothing that was answered; after a power cut the last seconds
 * may be missing, never half a change. One process at a time writes to a folder.
 *
 * @param folder made when it is missing. A folder that holds something else is refused and left as it is. One of an
 *   older description is taken over when tables and columns were only added, else moved to `<folder>.set-aside-<n>`.
 * @throws MockError, through `mock.ready()`: `persist_folder_foreign`, `persist_in_use`, `persist_damaged`, `persist_failed`
 * @example
 * const persist = persistToFolder("./plinto-data");
 * const { url, close } = await serveMock(createMock({ persist }), { port: 4010 });
 * // … and at the end
 * await close();
 * await persist.close();
 */
export function persistToFolder(folder: string, options: PersistToFolderOptions = {}): Persistence {
  return new FolderPersistence(resolve(folder), options, { rowsVersion, rowUpgrades });
}

const manifestName = "plinto-mock.json";
const product = "Plinto mock data";

/** What the folder of a world is called that has been ended. */
const endedEnding = ".ended";

interface Manifest extends KeptShape {
  readonly product: typeof product;
  readonly format: 1;
}

export class FolderPersistence implements Persistence {
  readonly shared = false;
  readonly #folder: string;
  readonly #report: (message: string) => void;
  readonly #checkpointBytes: number;
  readonly #rows: RowsKind;
  readonly #ledgers = new Map<string, FolderLedger>();
  /** Worlds that are being deleted. Whoever wants one anew waits. */
  readonly #ending = new Map<string, Promise<void>>();
  #lock: FolderLock | undefined;
  #closed = false;

  constructor(folder: string, { report = () => {}, checkpointBytes = 16 * 1_024 * 1_024 }: PersistToFolderOptions, rows: RowsKind) {
    this.#folder = folder;
    this.#report = report;
    this.#checkpointBytes = checkpointBytes;
    this.#rows = rows;
  }

  async open(world: string | undefined, kind: PersistedKind): Promise<Ledger> {
    const wanted = this.#hold(kind);
    const folder = this.#worldFolder(world);
    await this.#ending.get(folder);
    if (this.#ledgers.has(folder))
      throw new MockError("persist_in_use", `The folder ${folder} is open in this process already. Give each mock a folder of its own.`);
    const ledger = openFolderLedger({
      folder,
      version: wanted,
      upgrades: this.#rows.rowUpgrades,
      report: this.#report,
      checkpointBytes: this.#checkpointBytes,
    });
    this.#ledgers.set(folder, ledger);
    return ledger;
  }

  async worlds(): Promise<readonly string[]> {
    const folder = join(this.#folder, "w");
    const names = existsSync(folder) ? readdirSync(folder) : [];
    // Those with an ending are not finished, or not yet gone.
    return names.filter((name) => !name.includes(".") && !this.#ending.has(join(folder, name))).toSorted();
  }

  async begin(world: string, kind: PersistedKind, beginning: WorldBeginning): Promise<void> {
    const wanted = this.#hold(kind);
    const folder = this.#worldFolder(world);
    await this.#ending.get(folder);
    if (existsSync(folder)) throw new MockError("world_taken", `There is a world ${JSON.stringify(world)} already. Choose another name, or end that one.`);
    try {
      writeBeginning(folder, wanted, beginning);
    } catch (error) {
      throw typed(error, folder);
    }
  }

  end(world: string): Promise<void> {
    const folder = this.#worldFolder(world);
    const ending = this.#ending.get(folder) ?? this.#end(folder).finally(() => this.#ending.delete(folder));
    this.#ending.set(folder, ending);
    return ending;
  }

  seedTextOf(world: string): string | undefined {
    const folder = this.#worldFolder(world);
    return this.#ending.has(folder) ? undefined : readSeedText(folder);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled(this.#ending.values());
    for (const ledger of this.#ledgers.values()) await ledger.close();
    this.#ledgers.clear();
    this.#lock?.release();
    this.#lock = undefined;
  }

  /** Takes the folder for this process, if it has not. */
  #hold(kind: PersistedKind): KeptShape {
    this.#requireOpen();
    const wanted: KeptShape = { ...kind, rowsVersion: this.#rows.rowsVersion };
    if (this.#lock === undefined) this.#openFolder(wanted);
    return wanted;
  }

  #requireOpen(): void {
    if (this.#closed) throw new MockError("persist_closed", `The folder ${this.#folder} was closed. Open it anew with persistToFolder.`);
  }

  async #end(folder: string): Promise<void> {
    this.#requireOpen();
    await this.#ledgers.get(folder)?.end();
    this.#ledgers.delete(folder);
    if (!existsSync(folder)) return;
    try {
      // Half of it would be a damaged world after a death in between; under another name it is none.
      const ended = `${folder}${endedEnding}`;
      rmSync(ended, { recursive: true, force: true });
      renameSync(folder, ended);
      rmSync(ended, { recursive: true, force: true });
    } catch (error) {
      throw typed(error, folder);
    }
  }

  #worldFolder(world: string | undefined): string {
    return world === undefined ? join(this.#folder, "default") : join(this.#folder, "w", world);
  }

  #openFolder(wanted: KeptShape): void {
    try {
      mkdirSync(this.#folder, { recursive: true });
      // Nothing may be put into a folder of somebody else, the lock included. Who had the lock may have changed the data.
      this.#readManifest();
      this.#lock = lockFolder(this.#folder);
      const kept = this.#readManifest();
      this.#clearUnfinished();
      if (this.#lock.takenFrom !== undefined) this.#report(`Process ${this.#lock.takenFrom} ended without closing ${this.#folder}; what it answered is there.`);
      if (kept === undefined) return this.#writeManifest(wanted);
      if (isSameVersion(kept, wanted)) return;
      if (!isAdditive(kept, wanted)) return this.#setAside(wanted);
      this.#writeManifest({ ...wanted, tables: { ...kept.tables, ...wanted.tables } });
      this.#report(`The data in ${this.#folder} came from another version of the API description and was taken over.`);
    } catch (error) {
      this.#lock?.release();
      this.#lock = undefined;
      throw typed(error, this.#folder);
    }
  }

  #readManifest(): Manifest | undefined {
    // A process that died before it had written more leaves these.
    const names = readdirSync(this.#folder).filter((name) => !isLockFile(name) && !name.endsWith(unfinishedEnding));
    if (names.length === 0) return undefined;
    if (!names.includes(manifestName)) throw foreign(this.#folder);
    try {
      const manifest = JSON.parse(readFileSync(join(this.#folder, manifestName), "utf8")) as Manifest | null;
      if (manifest?.product === product && manifest.format === 1) return manifest;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
    throw foreign(this.#folder);
  }

  /** What a process that died left of worlds that it was making or ending. */
  #clearUnfinished(): void {
    const folder = join(this.#folder, "w");
    const names = existsSync(folder) ? readdirSync(folder) : [];
    for (const name of names) if (name.endsWith(unfinishedEnding) || name.endsWith(endedEnding)) rmSync(join(folder, name), { recursive: true });
  }

  #writeManifest(shape: KeptShape): void {
    const manifest: Manifest = { product, format: 1, ...shape };
    writeWhole(join(this.#folder, manifestName), [`${JSON.stringify(manifest, null, 2)}\n`]);
  }

  #setAside(wanted: KeptShape): void {
    let number = 1;
    while (existsSync(`${this.#folder}.set-aside-${number}`)) number++;
    const aside = `${this.#folder}.set-aside-${number}`;
    // The lock goes along, so that nobody takes the old data in between.
    renameSync(this.#folder, aside);
    for (const name of readdirSync(aside)) if (isLockFile(name)) rmSync(join(aside, name));
    this.#lock = undefined;
    mkdirSync(this.#folder, { recursive: true });
    this.#lock = lockFolder(this.#folder);
    this.#writeManifest(wanted);
    this.#report(
      `The data in ${this.#folder} came from a version of the API description that this one cannot take over. It was moved to ${aside}, and the folder begins anew.`,
    );
  }
}

function foreign(folder: string): MockError {
  return new MockError(
    "persist_folder_foreign",
    `The folder ${folder} holds something that is not a mock's data. It was left as it is. Choose an empty folder or a new name.`,
  );
}

function typed(error: unknown, folder: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (error instanceof MockError || code === undefined) return error;
  return new MockError("persist_failed", `The folder ${folder} cannot be used (${code}). Choose one that this account may write to.`, {
    cause: error,
    facts: { code },
  });
}
