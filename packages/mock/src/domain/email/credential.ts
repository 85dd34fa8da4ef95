import type { MockTransaction } from "../../schema.ts";
import type { Emit } from "../events/emit.ts";
import type { UserRow } from "../users/table.ts";
import { sendEmail } from "./send.ts";

/**
 * Tells a person that her account can, or cannot any more, be entered with something.
 *
 * @param credential what mail calls it
 */
export function tellOfCredential(tx: MockTransaction, emit: Emit, kind: "credential_added" | "credential_removed", user: UserRow, credential: string): void {
  sendEmail(tx, emit, { kind, to: user.email, recipientUserId: user.id, variables: { name: user.name ?? user.email, credential } });
}
