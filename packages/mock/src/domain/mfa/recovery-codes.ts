import type { RecoveryCodes } from "@plinto/spec";
import { toBase64Url } from "../../kernel/base64url.ts";
import type { Derive } from "../../kernel/secret.ts";
import { formatTimestamp, parseTimestamp } from "../../kernel/timestamp.ts";
import type { MockReaders, MockTransaction } from "../../schema.ts";
import type { Emit } from "../events/emit.ts";
import { codeFacts } from "./render.ts";
import type { RecoveryCodeSetRow } from "./table.ts";

const codeCount = 10;
const halfLength = 5;
/** How long codes can be shown again to a repeated call. */
const replayMs = 15 * 60 * 1000;
// Crockford's base 32 in lower case: no i, l, o, u, which people read as something else.
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

/** What the codes of a set are derived from. */
type SetFacts = Pick<RecoveryCodeSetRow, "id" | "userId" | "generatedAt">;

/** The codes of a set, ten of 50 bits each. They follow from the set, so a repeated answer can show them again. */
export function spellCodes({ id, userId, generatedAt }: SetFacts, derive: Derive): string[] {
  return Array.from({ length: codeCount }, (_, index) => {
    const bytes = derive("recovery-code", id, userId, generatedAt, index);
    const text = Array.from(bytes.slice(0, halfLength * 2), (byte) => alphabet[byte & 31]).join("");
    return `${text.slice(0, halfLength)}-${text.slice(halfLength)}`;
  });
}

/** Makes new codes for a person; those before work no more. */
export function replaceCodes(tx: MockTransaction, emit: Emit, userId: string): RecoveryCodeSetRow {
  dropCodes(tx, userId);
  const facts = { id: tx.id("rcs"), userId, generatedAt: formatTimestamp(tx.now) };
  const row = tx.recoveryCodeSets.insert({ ...facts, hashes: spellCodes(facts, tx.derive).map((code) => hashCode(facts.id, code, tx.derive)) });
  emit("mfa.recovery_codes_regenerated", codeFacts(row));
  return row;
}

/** Gives a person codes with her first factor; undefined when she has some. */
export function grantCodes(tx: MockTransaction, emit: Emit, userId: string): RecoveryCodeSetRow | undefined {
  return tx.recoveryCodeSets.find("user", userId) ? undefined : replaceCodes(tx, emit, userId);
}

/** Takes a code, which is good once. Undefined when it is none of those that are left. */
export function useCode(tx: MockTransaction, userId: string, input: string): RecoveryCodeSetRow | undefined {
  const row = tx.recoveryCodeSets.find("user", userId);
  const hash = row && hashCode(row.id, input, tx.derive);
  if (!row || !hash || !row.hashes.includes(hash)) return undefined;
  return tx.recoveryCodeSets.update(row.id, { hashes: row.hashes.filter((kept) => kept !== hash) });
}

/** Ends the codes of a person. */
export function dropCodes(tx: MockTransaction, userId: string): void {
  const row = tx.recoveryCodeSets.find("user", userId);
  if (row) tx.recoveryCodeSets.delete(row.id);
}

/** What codes are shown with; the context of `finish` has it all. */
interface ShowingContext {
  readonly read: MockReaders;
  readonly derive: Derive;
  readonly request: { readonly now: number };
}

/** New codes, for the first answer and for a repeated call soon after. Null when there are none, they are gone or that is long ago. */
export function codesIfRecent({ read, derive, request }: ShowingContext, set: RecoveryCodeSetRow | null): RecoveryCodes | null {
  const isShown = set !== null && parseTimestamp(set.generatedAt) + replayMs >= request.now && read.recoveryCodeSets.get(set.id) !== undefined;
  return isShown ? { codes: spellCodes(set, derive), generatedAt: set.generatedAt } : null;
}

/**
 * What is kept of a code. 50 bits can be guessed by whoever has the hashes, so they are keyed with the world's secret,
 * and the set is their salt.
 */
export function hashCode(setId: string, code: string, derive: Derive): string {
  return toBase64Url(derive("recovery-code-hash", setId, asSpelled(code)));
}

/** A code as it was meant: case, spaces and hyphens do not matter, nor letters that stand for digits (Crockford). */
function asSpelled(input: string): string {
  return input.toLowerCase().replaceAll(/[\s-]/g, "").replaceAll("o", "0").replaceAll(/[il]/g, "1");
}
