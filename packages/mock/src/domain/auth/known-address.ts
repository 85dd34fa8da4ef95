import { hashSecret } from "../../credentials/secret-key.ts";
import type { MockReaders, MockTransaction } from "../../schema.ts";

/** The addresses that are remembered of a person: the last ones, each for a while. */
const kept = 20;
const rememberedMs = 90 * 24 * 60 * 60 * 1000;

/** Remembers that a person signed in from a network address. */
export function rememberAddress(tx: MockTransaction, userId: string, address: string | null): void {
  if (address === null) return;
  const id = idOf(userId, address);
  if (tx.knownAddresses.get(id)) {
    tx.knownAddresses.update(id, { lastAt: tx.now });
    return;
  }
  const others = tx.knownAddresses.scan("byUser", [userId], { reverse: true }).toArray();
  for (const old of others.slice(kept - 1)) tx.knownAddresses.delete(old.id);
  tx.knownAddresses.insert({ id, userId, lastAt: tx.now });
}

/** Whether a person signed in from a network address before, not too long ago. */
export function isKnownAddress(read: MockReaders, userId: string, address: string | null, now: number): boolean {
  const known = address === null ? undefined : read.knownAddresses.get(idOf(userId, address));
  return known !== undefined && known.lastAt + rememberedMs > now;
}

function idOf(userId: string, address: string): string {
  return hashSecret(JSON.stringify(["known-address", userId, address]));
}
