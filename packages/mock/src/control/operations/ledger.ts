import type {
  ControlCommitDetail,
  ControlCommitEntry,
  ControlCommitList,
  ControlEventEntry,
  ControlEventList,
  ControlRequestCaller,
} from "../../generated/control-types.ts";
import type { EventEnvelope } from "../../domain/events/envelope.ts";
import type { Commit } from "../../kernel/commit.ts";
import { formatTimestamp } from "../../kernel/timestamp.ts";
import { MockError } from "../../mock-error.ts";
import { internalsOf } from "../../mock.ts";
import type { MockReaders } from "../../schema.ts";
import type { ControlHandler } from "../controlled-world.ts";
import { redactJson } from "../redact.ts";
import { take } from "../take.ts";

type LedgerOperation = "listEvents" | "listCommits" | "getCommit";

/** What happened in a world. */
export const ledgerOperations: Readonly<Record<LedgerOperation, ControlHandler>> = {
  listEvents({ mock }, input): ControlEventList {
    const { type, limit = 100 } = input as { type?: string; limit?: number };
    const { auditLogs } = internalsOf(mock).hosted.world.read;
    const newest = type === undefined ? auditLogs.scan("byTime", [], { reverse: true }) : auditLogs.scan("byAction", [type], { reverse: true });
    return {
      data: take(newest, limit)
        .toReversed()
        .map(({ event }) => eventEntry(event)),
    };
  },

  async listCommits({ mock }, input): Promise<ControlCommitList> {
    const { before = Number.POSITIVE_INFINITY, limit = 100 } = input as { before?: number; limit?: number };
    const { world } = internalsOf(mock).hosted;
    const commits = await retained(world, Math.min(before - 1, world.seq) - limit);
    return {
      data: commits
        .filter(({ seq }) => seq < before)
        .slice(-limit)
        .map((commit) => commitEntry(world.read, commit)),
    };
  },

  async getCommit({ mock }, input): Promise<ControlCommitDetail> {
    const { seq } = input as { seq: number };
    const { world } = internalsOf(mock).hosted;
    const commit = seq > world.seq ? undefined : (await world.commitsSince(seq - 1))[0];
    if (!commit) throw new MockError("seq_unknown", `There is no commit ${seq} yet. The last one is ${world.seq}.`);
    return {
      commit: commitEntry(world.read, commit),
      events: commit.events.map((event) => eventEntry(event as EventEnvelope)),
      changes: commit.changes.map(({ table, id, before, after }) => ({ table, id, before: shownRow(before), after: shownRow(after) })),
    };
  },
};

type World = ReturnType<typeof internalsOf>["hosted"]["world"];

/** The commits after one, as far as the ledger still has them. */
async function retained(world: World, after: number): Promise<readonly Commit[]> {
  try {
    return await world.commitsSince(Math.max(0, after));
  } catch (error) {
    const first = error instanceof MockError && error.code === "ledger_truncated" ? error.facts["first"] : undefined;
    if (typeof first !== "number") throw error;
    return world.commitsSince(first - 1);
  }
}

function commitEntry(read: MockReaders, { seq, at, cause, outcome, events, changes, restored }: Commit): ControlCommitEntry {
  const tables: Record<string, number> = {};
  for (const { table } of changes) tables[table] = (tables[table] ?? 0) + 1;
  return {
    seq,
    at: formatTimestamp(at),
    operationId: cause.operationId,
    requestId: cause.requestId.startsWith("req_") ? cause.requestId : null,
    actor: actorEntry(read, cause.actor as { type: string; id: string | null } | null),
    refused: outcome === "ok" ? null : outcome.refused,
    events: events.map(({ type }) => type),
    tables,
    restored: restored !== undefined,
  };
}

const kinds: Readonly<Record<string, ControlRequestCaller["kind"]>> = {
  user: "user",
  environment_key: "environment",
  organization_key: "organization",
  anonymous: "anonymous",
};

function actorEntry(read: MockReaders, actor: { readonly type: string; readonly id: string | null } | null): ControlRequestCaller {
  const id = actor?.id ?? null;
  const label = id === null ? undefined : (read.users.get(id)?.email ?? read.keys.get(id)?.name);
  return { kind: kinds[actor?.type ?? "system"] ?? "system", id, label: label ?? null };
}

function eventEntry(event: EventEnvelope): ControlEventEntry {
  return { ...event, actor: { ...event.actor }, target: { ...event.target }, data: { ...event.data } };
}

function shownRow(row: object | null): Record<string, unknown> | null {
  return row === null ? null : (redactJson(row) as Record<string, unknown>);
}
