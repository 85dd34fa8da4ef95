import type { MockTransaction } from "../../schema.ts";
import { tellOfCredential } from "../email/credential.ts";
import type { Emit } from "../events/emit.ts";
import { passkeyFacts, passkeyInWords } from "./render.ts";
import type { PasskeyRow } from "./table.ts";

/** Removes a passkey. Whether it may go is for the caller to judge. */
export function dropPasskey(tx: MockTransaction, emit: Emit, passkey: PasskeyRow): void {
  tx.passkeys.delete(passkey.id);
  emit("passkey.removed", passkeyFacts(passkey));
}

/** Removes a passkey and tells its person. */
export function removePasskey(tx: MockTransaction, emit: Emit, passkey: PasskeyRow): void {
  const user = tx.users.require(passkey.userId);
  dropPasskey(tx, emit, passkey);
  tellOfCredential(tx, emit, "credential_removed", user, passkeyInWords(passkey));
}
