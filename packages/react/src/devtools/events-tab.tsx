import { type ReactNode, useEffect, useSyncExternalStore } from "react";
import type { LiveStore } from "../realtime/live.ts";
import { useMade } from "../use-made.ts";
import { type Became, type LiveRecorder, type LiveRow, createLiveRecorder } from "./record-live.ts";
import { timeOf } from "./time-of.ts";

/** Gathers what a `<PlintoRealtime>` hears from the moment the panel is there; null where there is none. */
export function useLiveRecorder(live: LiveStore | null, now: () => number): LiveRecorder | null {
  const recorder = useMade([live], () => live && createLiveRecorder(live, now));
  useEffect(() => recorder?.start(), [recorder]);
  return recorder;
}

/** Properties of {@link EventsTab}. */
export interface EventsTabProps {
  readonly live: LiveStore | null;
  readonly recorder: LiveRecorder | null;
}

/** What was heard of others, newest first, and what it has done to what the page shows. */
export function EventsTab({ live, recorder }: EventsTabProps): ReactNode {
  if (!live || !recorder) return <p>There is no &lt;PlintoRealtime&gt; around this panel, so no live events are heard here.</p>;
  return <Heard live={live} recorder={recorder} />;
}

function Heard({ live, recorder }: { readonly live: LiveStore; readonly recorder: LiveRecorder }): ReactNode {
  const { status, hearing } = useSyncExternalStore(live.subscribe, live.snapshot, live.snapshot);
  const { rows } = useSyncExternalStore(recorder.subscribe, recorder.get, recorder.get);
  const topics = Object.entries(hearing).filter(([, how]) => how !== "none");
  return (
    <>
      <p>
        The connection is {status}. {topics.map(([topic, how]) => `${topic}: ${how}`).join(", ")}
      </p>
      {rows.length === 0 ? (
        <p>Nothing was heard since this panel is there.</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th scope="col">Time</th>
              <th scope="col">Topic</th>
              <th scope="col">Event</th>
              <th scope="col">What it did</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.id}>
                <td>{timeOf(row.at)}</td>
                <td>{row.topics.join(", ")}</td>
                <td>{row.isGap ? gapInWords(row) : row.what}</td>
                <td>{row.became ? inWords(row.became) : "under way"}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}

function gapInWords({ what }: LiveRow): string {
  return what === "begun" ? "heard from here on" : what === "ended" ? "no longer heard" : `gap: ${what}`;
}

function inWords({ isOwn, stale, shown }: Became): string {
  const parts = [isOwn && "this page did it", shown.length > 0 && `shown: ${shown.join(", ")}`, stale.length > 0 && `stale: ${stale.join(", ")}`];
  return parts.filter(Boolean).join("; ") || "nothing that is held";
}
