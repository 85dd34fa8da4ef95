import type { Permission } from "@plinto/spec";
import { refusalOfKey } from "../domain/keys/refusal.ts";
import type { KeyRow } from "../domain/keys/table.ts";
import type { Principal } from "../principal.ts";
import type { MockReaders } from "../schema.ts";
import { fail } from "./problem.ts";

/**
 * The caller as the credential stands now. A request is on its way for as long as its body takes: meanwhile a key can be
 * deleted, narrowed or rolled, and a token can end.
 *
 * @param now milliseconds since 1970
 * @throws a problem when the credential is no good any more
 */
export function callerNow(read: MockReaders, principal: Principal, now: number): Principal {
  switch (principal.kind) {
    case "anonymous":
      return principal;
    case "user":
      checkTokenEnd(principal.expiresAt, now);
      return principal;
    case "pending":
      return callerOfPending(read.pendingSignIns.get(principal.signInId), now);
    case "environment":
    case "organization": {
      const row = read.keys.get(principal.keyId);
      return row?.kind === principal.kind ? callerOfKey(row, principal.secretHash, now) : fail("api_key_invalid");
    }
  }
}

/**
 * The issuer judges its own tokens by its own clock: no leeway.
 *
 * @param expiresAt seconds since 1970
 */
export function checkTokenEnd(expiresAt: number, now: number): void {
  if (expiresAt * 1000 <= now) fail("access_token_expired");
}

/** The caller behind the row of a pending token. */
export function callerOfPending(signIn: { readonly id: string; readonly userId: string; readonly expiresAt: number } | undefined, now: number): Principal {
  if (!signIn) fail("pending_token_invalid");
  if (signIn.expiresAt <= now) fail("pending_token_expired");
  return { kind: "pending", signInId: signIn.id, userId: signIn.userId };
}

/** The caller behind the row of a key, if the secret with this hash is good for it. */
export function callerOfKey(row: KeyRow, secretHash: string, now: number): Principal {
  const refusal = refusalOfKey(row, secretHash, now);
  if (refusal) fail(refusal);
  if (row.kind === "environment") return { kind: "environment", keyId: row.id, secretHash };
  return {
    kind: "organization",
    keyId: row.id,
    secretHash,
    organizationId: row.organizationId!,
    scopes: row.scopes as Permission[],
    createdBy: row.createdBy,
    createdByUserId: row.createdByUserId,
  };
}
