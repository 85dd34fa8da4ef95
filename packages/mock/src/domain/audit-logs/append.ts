import { toBase64Url } from "../../kernel/base64url.ts";
import type { MockTransaction } from "../../schema.ts";
import type { EventEnvelope } from "../events/envelope.ts";
import { actorKeyOf, chainHash, commitToContent, commitToOrigin } from "./chain.ts";
import { schedulePurge } from "./retention.ts";
import { environmentChain, type AuditRow } from "./table.ts";

/** Where a call came from. */
export interface CallOrigin {
  readonly address: string | null;
  readonly userAgent: string | null;
}

/** The events that tell of a refusal. */
export const deniedActions: readonly string[] = ["access.denied", "auth.sign_in_failed", "policy.evaluation_denied"];

/** Writes the audit row of an event at the end of its log. */
export function appendAuditRow(tx: MockTransaction, event: EventEnvelope, origin: CallOrigin | undefined): AuditRow {
  const chainId = event.organizationId ?? environmentChain;
  const chain = tx.auditChains.get(chainId);
  // Half of the bytes for each commitment: one may have to go without the other.
  const salt = toBase64Url(tx.random.bytes(30));
  const place = {
    id: `aud_${event.id.slice(4)}`,
    chain: chainId,
    sequence: (chain?.last ?? 0) + 1,
    type: event.type,
    organizationId: event.organizationId,
    actorKey: actorKeyOf(event.actor),
    targetId: event.target.id,
    occurredAt: event.occurredAt,
    outcome: deniedActions.includes(event.type) ? ("denied" as const) : ("success" as const),
    event,
    ipAddress: origin?.address ?? null,
    userAgent: origin?.userAgent ?? null,
    redactedAt: null,
  };
  const committed = { ...place, content: commitToContent(event, salt.slice(0, 20)), origin: commitToOrigin(place, salt.slice(20)) };
  const hash = chainHash(chain?.hash ?? "", committed);
  const row = tx.auditLogs.insert({ ...committed, hash });
  if (chain) tx.auditChains.update(chainId, { last: row.sequence, hash });
  else {
    tx.auditChains.insert({ id: chainId, last: 1, hash, purgedThrough: 0, purgedHash: "" });
    schedulePurge(tx, chainId);
  }
  return row;
}
