import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { toBase64Url } from "../../kernel/base64url.ts";
import type { MockReaders } from "../../schema.ts";
import { isAuditId, lackOf, saysMore } from "./shape.ts";
import type { AuditChainRow, AuditRow, Commitment } from "./table.ts";

/*
 * A row's hash covers the hash before it, its facts (who, what, when, to what), and two commitments: to the content of
 * the event and to where the call came from. A commitment is a hash over a random salt and the data. Personal data can
 * therefore go, and the salt with it: the commitment stays, so the chain holds, and nobody can guess what it stood for.
 */

/** The part of a row that its hash covers directly: what stays when a person is erased. */
export type ChainedFacts = Pick<AuditRow, "id" | "chain" | "sequence" | "type" | "organizationId" | "occurredAt" | "outcome" | "event" | "content" | "origin">;

/** What a person's erasure may take away. */
export type CommittedContent = Pick<AuditRow["event"], "data"> & { readonly changes?: unknown };

export function commitToContent({ data, changes }: CommittedContent, salt: string): Commitment {
  return commit([data, changes ?? null], salt);
}

export function commitToOrigin({ ipAddress, userAgent }: Pick<AuditRow, "ipAddress" | "userAgent">, salt: string): Commitment {
  return commit([ipAddress, userAgent], salt);
}

/** The hash of a row in its place. */
export function chainHash(previous: string, row: ChainedFacts): string {
  const { id, type, version, organizationId, sequence, occurredAt, actor, target, requestId } = row.event;
  return digest([
    previous,
    row.id,
    row.chain,
    row.sequence,
    row.type,
    row.organizationId,
    row.occurredAt,
    row.outcome,
    [id, type, version, organizationId, sequence, occurredAt],
    actor,
    target,
    requestId,
    row.content.hash,
    row.origin.hash,
  ]);
}

/** What a verification found. */
export interface ChainReport {
  readonly checked: number;
  /** Rows that have lost personal data. */
  readonly redacted: number;
  /** The first row that does not hold. Null when all do, when those at the end are missing, or when it has no id any more. */
  readonly brokenAt: string | null;
  readonly reason: "row_changed" | "rows_missing" | null;
}

/** Where a log stands whose record is gone: nowhere, so that whatever rows are left do not make it whole. */
export function lostChain(id: string): AuditChainRow {
  return { id, last: 0, hash: "", purgedThrough: 0, purgedHash: "" };
}

/** After so many rows a verification lets others have their turn. */
const rowsPerTurn = 500;

/**
 * Recomputes a chain from its anchor to its head, as the log stands when it is called.
 *
 * @param turn resolves after one turn of the event loop: a long log takes seconds
 */
export async function verifyChain(read: MockReaders, chain: AuditChainRow, turn: () => Promise<void>): Promise<ChainReport> {
  let previous = chain.purgedHash;
  let sequence = chain.purgedThrough;
  let checked = 0;
  let redacted = 0;
  for (const row of read.auditLogs.scan("byChain", [chain.id])) {
    checked += 1;
    if (checked % rowsPerTurn === 0) await turn();
    if (row.redactedAt !== null) redacted += 1;
    if (row.sequence !== sequence + 1) return { checked, redacted, brokenAt: shownId(row), reason: "rows_missing" };
    if (lackOf(row) !== undefined || !isWhole(row) || row.hash !== chainHash(previous, row))
      return { checked, redacted, brokenAt: shownId(row), reason: "row_changed" };
    previous = row.hash;
    sequence = row.sequence;
  }
  const isComplete = sequence === chain.last && previous === chain.hash;
  return { checked, redacted, brokenAt: null, reason: isComplete ? null : "rows_missing" };
}

function shownId({ id }: AuditRow): string | null {
  return isAuditId(id) ? id : null;
}

/** Whether a row says what it was committed to, as far as it still says it, and its columns say what its event says. */
function isWhole(row: AuditRow): boolean {
  const { event, content, origin } = row;
  return (
    (row.redactedAt === null) === (content.salt !== null && origin.salt !== null) &&
    !saysMore(row) &&
    (content.salt === null || commitToContent(event, content.salt).hash === content.hash) &&
    (origin.salt === null ? row.ipAddress === null && row.userAgent === null : commitToOrigin(row, origin.salt).hash === origin.hash) &&
    event.type === row.type &&
    event.organizationId === row.organizationId &&
    event.occurredAt === row.occurredAt &&
    row.actorKey === actorKeyOf(event.actor) &&
    row.targetId === event.target.id
  );
}

/** What the rows of an actor are found by. */
export function actorKeyOf(actor: { readonly type: string; readonly id: string | null }): string {
  return actor.id ?? actor.type;
}

function commit(value: unknown, salt: string): Commitment {
  return { hash: digest([salt, value]), salt };
}

function digest(value: unknown): string {
  return toBase64Url(sha256(utf8ToBytes(JSON.stringify(value))));
}
