import type { ListAuditLogsParams } from "@plinto/core";
import { Show } from "@plinto/react";
import { useInfiniteListAuditLogs, useListAuditActions, useVerifyAuditChain } from "@plinto/react/query";
import { useEvents } from "@plinto/react/realtime";
import { type ReactNode, useState } from "react";
import { Failure } from "../parts/failure.tsx";
import { Choice, Field, Form, type Values } from "../parts/form.tsx";
import { given } from "../parts/given.ts";
import { Page } from "../parts/page.tsx";
import { Pages } from "../parts/pages.tsx";
import { Tag } from "../parts/tag.tsx";
import { Time } from "../parts/time.tsx";
import { AuditExport } from "./audit-export.tsx";
import { actorName, useMemberNames } from "./member-names.ts";

/** What was asked for, without order and pages: an export takes the same. */
export type AuditFilter = Pick<ListAuditLogsParams, "action" | "actorId" | "outcome" | "occurredAt" | "q">;

/** Who did what, and when. Nothing in it can be changed. */
export function AuditLog({ orgId }: { readonly orgId: string }): ReactNode {
  const [filter, setFilter] = useState<AuditFilter>({});
  const list = useInfiniteListAuditLogs({ ...filter, sort: "-occurredAt", pageSize: 50 });
  const names = useMemberNames(orgId);
  const { data: actions } = useListAuditActions({});
  const titles = new Map(actions?.data.map(({ action, title }) => [action, title]));
  const verify = useVerifyAuditChain();
  return (
    <Page
      title="Audit log"
      actions={
        <>
          <button type="button" disabled={verify.isPending} onClick={() => verify.mutate({})}>
            Check that nothing was changed
          </button>
          <Show when={{ operation: "exportAuditLogs" }}>
            <AuditExport filter={filter} />
          </Show>
        </>
      }
    >
      <Failure error={verify.error} />
      {verify.data && (
        <p role="status">{verify.data.ok ? `All ${verify.data.checked} entries are as they were written.` : "An entry was changed or is missing."}</p>
      )}
      <AuditFilterForm names={names} onFilter={setFilter} />
      <Grown
        key={JSON.stringify(filter)}
        known={new Set(list.data?.pages.flatMap(({ data }) => data.map(({ eventId }) => eventId)))}
        onShow={() => void list.refetch()}
      />
      <Pages label="Audit log" list={list} empty="Nothing fits." keyOf={({ id }) => id}>
        {({ action, actor, target, outcome, occurredAt, ipAddress, data, changes }) => (
          <>
            <span className="what">
              {titles.get(action) ?? action}
              <small>
                {action}, {actorName(actor, names)}, <Time at={occurredAt} />
                {ipAddress && `, from ${ipAddress}`}
              </small>
            </span>
            {outcome === "denied" && <Tag kind="bad">refused</Tag>}
            <details>
              <summary>
                {target.type} {names.get(target.id) ?? target.id}
              </summary>
              <pre tabIndex={0}>{JSON.stringify(changes ?? data, null, 2)}</pre>
            </details>
          </>
        )}
      </Pages>
    </Page>
  );
}

/** Says that the log has grown: its rows do not move under who reads them. */
function Grown({ known, onShow }: { readonly known: ReadonlySet<string>; readonly onShow: () => void }): ReactNode {
  const { events } = useEvents("audit", { limit: 1 });
  const [shown, setShown] = useState<string>();
  const newest = events[0]?.id;
  if (!newest || newest === shown || known.has(newest)) return null;
  return (
    <p role="status" className="row">
      More has happened since.
      <button
        type="button"
        onClick={() => {
          setShown(newest);
          onShow();
        }}
      >
        Show it
      </button>
    </p>
  );
}

function AuditFilterForm({ names, onFilter }: { readonly names: ReadonlyMap<string, string>; readonly onFilter: (filter: AuditFilter) => void }): ReactNode {
  const { data: actions } = useListAuditActions({});
  return (
    <Form className="row filters" label="Filter" onSubmit={(values) => onFilter(filterOf(values))}>
      <Choice
        label="Action"
        name="action"
        options={{ "": "All", ...Object.fromEntries(actions?.data.filter(({ count }) => count > 0).map(({ action, title }) => [action, title]) ?? []) }}
      />
      <Choice label="Who" name="actorId" options={{ "": "Everybody", ...Object.fromEntries(names) }} />
      <Choice label="Outcome" name="outcome" options={{ "": "All", success: "Done", denied: "Refused" }} />
      <Field label="From" name="from" type="date" />
      <Field label="Until" name="until" type="date" />
      <Field label="Words" name="q" type="search" />
      <button>Filter</button>
    </Form>
  );
}

function filterOf(values: Values): AuditFilter {
  const [from, until] = [values("from"), values("until")];
  const occurredAt = {
    ...(from && { gte: new Date(`${from}T00:00:00`).toISOString() }),
    ...(until && { lte: new Date(`${until}T23:59:59.999`).toISOString() }),
  };
  return {
    ...given({ action: values("action"), actorId: values("actorId"), outcome: values("outcome"), q: values("q") }),
    ...((from || until) && { occurredAt }),
  };
}
