"use client";
import { type CSSProperties, type ReactNode, useContext, useEffect, useId, useState, useSyncExternalStore } from "react";
import { useRooms } from "../context.ts";
import { LiveContext } from "../realtime/context.ts";
import { useMade } from "../use-made.ts";
import { EventsTab, useLiveRecorder } from "./events-tab.tsx";
import { MockTab } from "./mock-tab.tsx";
import { PermissionsTab } from "./permissions-tab.tsx";
import { createRecorder } from "./record.ts";
import { RequestsTab } from "./requests-tab.tsx";
import { SessionsTab } from "./sessions-tab.tsx";

/** Properties of {@link PlintoDevtools}. */
export interface PlintoDevtoolsProps {
  /** Whether the panel is open at first. False when absent. */
  readonly initialIsOpen?: boolean;
}

const TABS = ["Requests", "Session", "Permissions", "Events", "Mock"] as const;

/**
 * What happens between the application and the API, for who develops it: calls with their attempts, the session, why a
 * permission was refused, and, inside of a `<PlintoRealtime>`, live events with what each made stale; with a mock, also who
 * to be and what time it is. Headers that could let somebody in are not shown. Render it in development only.
 *
 * @example
 * {import.meta.env.DEV && <PlintoDevtools />}
 */
export function PlintoDevtools({ initialIsOpen = false }: PlintoDevtoolsProps): ReactNode {
  const { plinto, auth } = useRooms();
  const recorder = useMade([auth], () => createRecorder(plinto, auth));
  useEffect(() => recorder.start(), [recorder]);
  const records = useSyncExternalStore(recorder.subscribe, recorder.get, recorder.get);
  const live = useContext(LiveContext);
  const liveRecorder = useLiveRecorder(live, () => plinto.transport.clock.now());
  const [isOpen, setIsOpen] = useState(initialIsOpen);
  const [tab, setTab] = useState<(typeof TABS)[number]>("Requests");
  const panelId = useId();
  return (
    <aside aria-label="Plinto devtools" style={isOpen ? openStyle : closedStyle}>
      <button type="button" aria-expanded={isOpen} aria-controls={panelId} style={buttonStyle} onClick={() => setIsOpen(!isOpen)}>
        Plinto
      </button>
      {isOpen && (
        <div id={panelId}>
          <div role="tablist" aria-label="What to show" style={{ display: "flex", gap: 4, margin: "8px 0" }}>
            {TABS.map((name) => (
              <button key={name} type="button" role="tab" aria-selected={name === tab} style={buttonStyle} onClick={() => setTab(name)}>
                {name === tab ? <strong>{name}</strong> : name}
              </button>
            ))}
          </div>
          <div role="tabpanel" aria-label={tab} tabIndex={0} style={{ overflow: "auto", maxHeight: "32vh" }}>
            {tab === "Requests" && <RequestsTab rows={records.requests} />}
            {tab === "Session" && <SessionsTab rows={records.sessions} />}
            {tab === "Permissions" && <PermissionsTab />}
            {tab === "Events" && <EventsTab live={live} recorder={liveRecorder} />}
            {tab === "Mock" && <MockTab />}
          </div>
        </div>
      )}
    </aside>
  );
}

const closedStyle: CSSProperties = {
  position: "fixed",
  insetBlockEnd: 12,
  insetInlineEnd: 12,
  zIndex: 99_999,
  font: "13px/1.45 system-ui, sans-serif",
  color: "CanvasText",
};
const openStyle: CSSProperties = {
  ...closedStyle,
  insetInlineStart: 12,
  maxHeight: "45vh",
  padding: 12,
  background: "Canvas",
  border: "1px solid GrayText",
  borderRadius: 8,
};
const buttonStyle: CSSProperties = { font: "inherit", padding: "2px 10px", cursor: "pointer" };
