import type { KeptVersion } from "../kept-shape.ts";
import type { WorldBeginning } from "../persistence.ts";
import { resultOf } from "./database.ts";

/** Where the log of a world begins and ends. */
export interface Head {
  readonly seq: number;
  /** The last commit that was let go. */
  readonly base: number;
  /** How many worlds had been ended when this one began, which tells it from an ended one of the same name; 0 when absent. */
  readonly endings?: number;
  /** What the keys of a world follow from that began with the state of another. */
  readonly seedText?: string;
}

/** A commit or snapshot as text, with the version that wrote it. */
export interface Kept {
  readonly version: KeptVersion;
  readonly text: string;
}

const endingsKey = "endings";

/** How many worlds have been ended. */
export async function endingsIn(transaction: IDBTransaction): Promise<number> {
  return (await resultOf(transaction.objectStore("about").get(endingsKey) as IDBRequest<number | undefined>)) ?? 0;
}

/** Writes a world that begins with a state, unless there is one of that name. */
export async function writeBeginning(
  transaction: IDBTransaction,
  world: string,
  version: KeptVersion,
  { seedText, snapshot, past }: WorldBeginning,
): Promise<"ok" | "taken"> {
  const heads = transaction.objectStore("heads");
  const [endings, taken] = await Promise.all([endingsIn(transaction), resultOf(heads.get(world) as IDBRequest<Head | undefined>)]);
  if (taken !== undefined) return "taken";
  const keep = (value: unknown): Kept => ({ version, text: JSON.stringify(value) });
  for (const commit of past) transaction.objectStore("commits").put(keep(commit), [world, commit.seq]);
  transaction.objectStore("checkpoints").put(keep(snapshot), world);
  const head: Head = { seq: snapshot.seq, base: (past[0]?.seq ?? snapshot.seq + 1) - 1, endings, seedText };
  heads.put(head, world);
  return "ok";
}

/** Deletes all that is kept of a world. */
export async function deleteWorld(transaction: IDBTransaction, world: string): Promise<void> {
  const endings = await endingsIn(transaction);
  transaction.objectStore("about").put(endings + 1, endingsKey);
  transaction.objectStore("heads").delete(world);
  transaction.objectStore("checkpoints").delete(world);
  transaction.objectStore("commits").delete(IDBKeyRange.bound([world], [world, []]));
}
