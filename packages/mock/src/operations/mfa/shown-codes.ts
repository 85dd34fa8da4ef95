import type { RecoveryCodes } from "@plinto/spec";
import { renderCodes } from "../../domain/mfa/recovery-codes.ts";
import type { RecoveryCodeSetRow } from "../../domain/mfa/table.ts";
import { parseTimestamp } from "../../kernel/timestamp.ts";
import type { FinishContext } from "../../pipeline/handler.ts";

/** How long recovery codes can be shown again to a repeated call. */
const replayMs = 15 * 60 * 1000;

/** New recovery codes, for the first answer and for a repeated call soon after. Null when they are gone or that is long ago. */
export function codesIfRecent({ read, derive, request }: FinishContext, set: RecoveryCodeSetRow): RecoveryCodes | null {
  const isRecent = parseTimestamp(set.generatedAt) + replayMs >= request.now;
  return isRecent && read.recoveryCodeSets.get(set.id) ? renderCodes(set, derive) : null;
}
