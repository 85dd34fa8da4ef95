import type { AuditLog } from "@plinto/core";
import { useListAuditActions, useListAuditLogs } from "@plinto/react/query";
import { useEvents, useRealtime } from "@plinto/react/realtime";
import type { ReactNode } from "react";
import { Failure } from "../parts/failure.tsx";
import { Page } from "../parts/page.tsx";
import { Waiting } from "../parts/pages.tsx";
import { Tag } from "../parts/tag.tsx";
import { Time } from "../parts/time.tsx";
import { actorName, useMemberNames } from "./member-names.ts";

/** Something that happened, from the log or heard just now: an entry of the log names the event that it records. */
interface Happening extends Pick<AuditLog, "actor" | "target" | "occurredAt"> {
  readonly data: object;
  readonly eventId: string;
  readonly action: string;
  readonly isRefusal: boolean;
}

/** Events that the log calls denied. */
const REFUSALS: ReadonlySet<string> = new Set(["access.denied", "auth.sign_in_failed", "policy.evaluation_denied"]);

/** What happens in the organization, the newest first: what the log says, and above it what is heard since. */
export function Activity({ orgId }: { readonly orgId: string }): ReactNode {
  const { data, error } = useListAuditLogs({ sort: "-occurredAt", pageSize: 30 });
  const { events, hearing } = useEvents("audit", { limit: 30 });
  const { status } = useRealtime();
  const { data: actions } = useListAuditActions({}, { staleTime: "static" });
  const titles = new Map(actions?.data.map(({ action, title }) => [action, title]));
  const names = useMemberNames(orgId);
  const logged = data?.data.map((entry): Happening => ({ ...entry, isRefusal: entry.outcome === "denied" })) ?? [];
  const known = new Set(logged.map(({ eventId }) => eventId));
  const last = logged[0]?.occurredAt ?? "";
  // The log is read anew now and then, and has by then what was heard before.
  const heard = events
    .filter(({ id, occurredAt }) => occurredAt >= last && !known.has(id))
    .map(({ id, type, actor, target, occurredAt, data: now }): Happening => ({
      eventId: id,
      action: type,
      actor,
      target,
      occurredAt,
      data: now,
      isRefusal: REFUSALS.has(type),
    }));
  return (
    <Page title="Activity" actions={hearing === "live" && status === "open" ? <Tag kind="good">live</Tag> : <Tag>waiting</Tag>}>
      <Failure error={error} />
      {data ? (
        <ol className="rows" aria-label="Activity" aria-live="polite">
          {[...heard, ...logged].map(({ eventId, action, actor, target, occurredAt, data: then, isRefusal }) => (
            <li key={eventId}>
              <span className="what">
                {[titles.get(action) ?? action, names.get(target.id) ?? nameIn(then)].filter(Boolean).join(": ")}
                <small>
                  {actorName(actor, names)}, <Time at={occurredAt} />
                </small>
              </span>
              {isRefusal && <Tag kind="bad">refused</Tag>}
            </li>
          ))}
        </ol>
      ) : (
        !error && <Waiting />
      )}
    </Page>
  );
}

/** What the thing was called then, where such things have names. */
function nameIn(data: object): string | undefined {
  const { name } = data as { name?: unknown };
  return typeof name === "string" ? name : undefined;
}
