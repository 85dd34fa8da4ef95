import type { MockTransaction } from "../../schema.ts";
import { sendEmail } from "../email/send.ts";
import type { Emit } from "../events/emit.ts";
import { credentialName, passkeyFacts } from "./render.ts";
import type { PasskeyRow } from "./table.ts";

/** Removes a passkey and tells its person. Whether it may go is for the caller to judge. */
export function removePasskey(tx: MockTransaction, emit: Emit, passkey: PasskeyRow): void {
  const user = tx.users.require(passkey.userId);
  tx.passkeys.delete(passkey.id);
  emit("passkey.removed", passkeyFacts(passkey));
  sendEmail(tx, emit, {
    kind: "credential_removed",
    to: user.email,
    recipientUserId: user.id,
    variables: { name: user.name ?? user.email, credential: credentialName(passkey) },
  });
}
