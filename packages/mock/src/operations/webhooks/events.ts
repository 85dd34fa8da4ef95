import type { KnownEventType, WebhookEvent, WebhookEventTypes } from "@plinto/spec";
import { oldestKept } from "../../domain/events/keep.ts";
import type { EventRow } from "../../domain/events/table.ts";
import { audienceOf, deliveredTypes } from "../../domain/webhooks/filter.ts";
import { operationTable } from "../../generated/operation-table.ts";
import { eventTypes } from "../../generated/registries.ts";
import { ok, refuse } from "../../kernel/transaction.ts";
import type { DecideContext } from "../../pipeline/handler.ts";
import { inRange, listScope, readPage } from "../../pipeline/list.ts";
import { listHandler } from "../../pipeline/list-handler.ts";
import type { PageRules, Rules } from "./tenant.ts";

export const listTypes: Rules<"listEventTypes", undefined, WebhookEventTypes> = {
  decide: () =>
    ok({
      data: deliveredTypes("environment").map((type) => {
        const { title, target, version } = eventTypes[type as KnownEventType];
        return {
          type,
          title,
          target,
          version,
          audience: audienceOf(type)!,
          operations: Object.values(operationTable)
            .filter((row) => row.emits.includes(type))
            .map((row) => row.id),
        };
      }),
    }),
  finish: (_context, types) => types,
};

export const list: PageRules<"listEvents", EventRow> = listHandler<"listEvents", EventRow>({
  page(context, input) {
    const { tx, cursors, request } = context;
    const organizationId = context.organization?.id;
    const sort = input.sort ?? "occurredAt";
    return readPage({
      table: tx.events,
      ...(organizationId === undefined ? { index: "byTime" as const, prefix: [] } : { index: "byOrganization" as const, prefix: [organizationId] }),
      reverse: sort.startsWith("-"),
      from: [oldestKept(request.now)],
      where: (row) => (input.type === undefined || row.event.type === input.type) && inRange(row.occurredAt, input.occurredAt) && mayRead(context, row),
      pageSize: input.pageSize,
      cursor: input.cursor,
      cursors,
      scope: listScope({ ...input, sort, list: "listEvents", tenant: organizationId ?? "", all: context.principal.kind === "environment" }),
    });
  },
  items: (_context, rows) => rows.map(shown),
});

export const get: Rules<"getEvent", undefined, EventRow> = {
  decide(context, { eventId }) {
    const row = context.tx.events.get(eventId);
    const { organization, request } = context;
    const isThere = row && row.occurredAt >= oldestKept(request.now) && (organization === undefined || row.organizationId === organization.id);
    return isThere && mayRead(context, row) ? ok(row) : refuse("not_found");
  },
  finish: (_context, row) => shown(row),
};

/** A key of an organization reads what an endpoint of it would get. */
function mayRead({ principal }: DecideContext, { event, organizationId }: EventRow): boolean {
  return principal.kind === "environment" || (organizationId !== null && audienceOf(event.type) === "organization");
}

function shown({ event }: EventRow): WebhookEvent {
  return event as unknown as WebhookEvent;
}
