import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Ledger } from "../../kernel/ledger.ts";
import { MockError } from "../../mock-error.ts";
import { isAdditive, isSameVersion, type KeptShape } from "../kept-shape.ts";
import type { PersistedKind, Persistence } from "../persistence.ts";
import { rowsVersion, rowUpgrades, type RowUpgrade } from "../row-upgrades.ts";
import { unfinishedEnding, writeWhole } from "./files.ts";
import { lockFolder, lockName, type FolderLock } from "./folder-lock.ts";
import type { FolderLedger } from "./folder-ledger.ts";
import { openFolderLedger } from "./open-folder-ledger.ts";

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
  #lock: FolderLock | undefined;
  #closed = false;

  constructor(folder: string, { report = () => {}, checkpointBytes = 16 * 1_024 * 1_024 }: PersistToFolderOptions, rows: RowsKind) {
    this.#folder = folder;
    this.#report = report;
    this.#checkpointBytes = checkpointBytes;
    this.#rows = rows;
  }

  async open(world: string | undefined, kind: PersistedKind): Promise<Ledger> {
    if (this.#closed) throw new MockError("persist_closed", `The folder ${this.#folder} was closed. Open it anew with persistToFolder.`);
    const wanted: KeptShape = { ...kind, rowsVersion: this.#rows.rowsVersion };
    if (this.#lock === undefined) this.#openFolder(wanted);
    const folder = this.#worldFolder(world);
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
    return existsSync(folder) ? readdirSync(folder).toSorted() : [];
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const ledger of this.#ledgers.values()) await ledger.close();
    this.#ledgers.clear();
    this.#lock?.release();
    this.#lock = undefined;
  }

  #worldFolder(world: string | undefined): string {
    return world === undefined ? join(this.#folder, "default") : join(this.#folder, "w", world);
  }

  #openFolder(wanted: KeptShape): void {
    try {
      mkdirSync(this.#folder, { recursive: true });
      const kept = this.#readManifest();
      this.#lock = lockFolder(this.#folder);
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
    const names = readdirSync(this.#folder).filter((name) => name !== lockName && !name.endsWith(unfinishedEnding));
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

  #writeManifest(shape: KeptShape): void {
    const manifest: Manifest = { product, format: 1, ...shape };
    writeWhole(join(this.#folder, manifestName), [`${JSON.stringify(manifest, null, 2)}\n`]);
  }

  #setAside(wanted: KeptShape): void {
    this.#lock?.release();
    let number = 1;
    while (existsSync(`${this.#folder}.set-aside-${number}`)) number++;
    const aside = `${this.#folder}.set-aside-${number}`;
    renameSync(this.#folder, aside);
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
