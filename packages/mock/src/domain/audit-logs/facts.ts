import type { MockReaders } from "../../schema.ts";
import type { EventFacts } from "../events/emit.ts";
import { environmentChain } from "./table.ts";

/** The event facts of what happens to a log itself. */
export function auditFacts(read: MockReaders, chainId: string, data: object, changes?: EventFacts["changes"]): EventFacts {
  const isEnvironment = chainId === environmentChain;
  const id = isEnvironment ? read.environments.all().first()!.id : chainId;
  return { organizationId: isEnvironment ? null : chainId, target: { type: "audit_log", id }, data, ...(changes ? { changes } : {}) };
}
