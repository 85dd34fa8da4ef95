import type { Passkey } from "@plinto/spec";
import type { EventFacts } from "../events/emit.ts";
import type { PasskeyRow } from "./table.ts";

/** What a passkey looks like: neither its key nor its counter is shown. */
export function renderPasskey(row: PasskeyRow): Passkey {
  return {
    id: row.id,
    userId: row.userId,
    name: row.name,
    deviceType: row.deviceType,
    backedUp: row.backedUp,
    transports: [...row.transports],
    aaguid: row.aaguid,
    userVerified: row.userVerified,
    lastUsedAt: row.lastUsedAt,
    version: row.version,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  };
}

/** The event facts of a passkey; it is the person's. */
export function passkeyFacts(row: PasskeyRow): EventFacts {
  return { organizationId: null, target: { type: "passkey", id: row.id, version: row.version }, data: renderPasskey(row), userId: row.userId };
}

/** What mail calls a passkey, in any language. */
export function passkeyInWords({ name }: Pick<PasskeyRow, "name">): string {
  return `Passkey (${name})`;
}
