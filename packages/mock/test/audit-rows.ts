import { emitEvent } from "../src/domain/events/emit.ts";
import type { Mock } from "../src/index.ts";
import { ok } from "../src/kernel/transaction.ts";
import { internalsOf } from "../src/mock.ts";
import type { MockTransaction } from "../src/schema.ts";

/** Changes the state behind the API's back. */
export async function behindTheBack(mock: Mock, work: (tx: MockTransaction) => void): Promise<void> {
  await mock.ready();
  await internalsOf(mock).hosted.world.transact({ operationId: "test", requestId: "", actor: null }, (tx) => {
    work(tx);
    return ok();
  });
}

/** Fills a log: every tenth row is a refusal, and a hundred actors take turns. */
export async function fillLog(mock: Mock, organizationId: string, rows: number): Promise<void> {
  for (let done = 0; done < rows; done += 10_000) {
    await behindTheBack(mock, (tx) => {
      for (let index = done; index < Math.min(rows, done + 10_000); index += 1) {
        const denied = index % 10 === 9;
        const target = denied ? { type: "operation", id: "deleteOrganization" } : { type: "organization", id: organizationId, version: 1 };
        const data = denied ? { operationId: "deleteOrganization", code: "permission_denied" } : { name: `Acme ${index}` };
        emitEvent(tx, denied ? "access.denied" : "organization.updated", { organizationId, target, data }, { type: "user", id: actorOf(index % 100) }, null);
      }
    });
  }
}

/** The id of one of the hundred actors of {@link fillLog}. */
export function actorOf(index: number): string {
  return `usr_${String(index).padStart(26, "0")}`;
}
