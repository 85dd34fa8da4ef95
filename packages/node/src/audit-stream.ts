/** The audit log as a stream. */

import type { AuditLog, Client, ListAuditLogsParams } from "@plinto/core";
import { listAuditLogs } from "@plinto/core/operations";

/** Options of a stream. */
export interface AuditStreamOptions {
  /** Ends the stream, with the error of an aborted call. */
  signal?: AbortSignal;
}

/**
 * Reads the audit log row by row, newest first. The next page is asked for while the rows of one are being handled, and
 * no more than two pages are held. What is written meanwhile is not part of it.
 *
 * @throws `PlintoError`, as `listAuditLogs` does, where a page cannot be had after its retries
 * @example
 * for await (const row of admin.audit.stream({ occurredAt: { gte: "2030-01-01T00:00:00.000Z" } })) file.write(`${JSON.stringify(row)}\n`);
 */
export type AuditStream = (filter?: Omit<ListAuditLogsParams, "cursor">, options?: AuditStreamOptions) => AsyncGenerator<AuditLog, void, undefined>;

/** Makes the stream of a client. */
export function auditStream(client: Client): AuditStream {
  return async function* stream(filter = {}, { signal } = {}) {
    const page = (cursor?: string): ReturnType<typeof listAuditLogs> =>
      listAuditLogs(client, { pageSize: 1_000, ...filter, ...(cursor !== undefined && { cursor }) }, signal ? { signal } : {});
    let next: ReturnType<typeof listAuditLogs> | undefined = page();
    while (next) {
      const { data, nextCursor }: Awaited<ReturnType<typeof listAuditLogs>> = await next;
      next = nextCursor === null ? undefined : page(nextCursor);
      // Told when it is waited for; until then, and where nobody goes on, it is nobody's.
      next?.catch(() => {});
      yield* data;
    }
  };
}
