import type { ControlClient, ControlWorldPart } from "@plinto/mock/control";
import type { Notices } from "./notices.ts";

/** What every pane is given. */
export interface InspectorContext {
  readonly control: ControlClient;
  /** The base URL of the world's API. */
  readonly baseUrl: string;
  readonly notices: Notices;
  /** Goes to another pane, and to something in it. */
  show(pane: PaneId, key?: string): void;
  /** Remembers in the address what is looked at. */
  remember(key: string | undefined): void;
  /** Goes to another world; null is the default one. */
  openWorld(id: string | null): void;
  /** Signs in the page itself, where the inspector stands over it. */
  readonly keepSession?: ((storage: { readonly key: string; readonly value: string }) => void) | undefined;
}

export type PaneId = "people" | "mailbox" | "requests" | "ledger" | "faults" | "clock" | "snapshots" | "worlds" | "templates" | "policies" | "sockets";

/** One of the pages of the inspector. */
export interface Pane {
  readonly id: PaneId;
  readonly title: string;
  /** The parts of the world that it shows: when one changes, it is asked to load again. */
  readonly follows: readonly ControlWorldPart[];
  open(context: InspectorContext): PaneView;
}

/** A pane on the screen. */
export interface PaneView {
  readonly element: HTMLElement;
  /** Loads what it shows. @param key what to select, where the address names it */
  load(key?: string): Promise<void>;
  /** The field that the shortcut for searching goes to. */
  readonly search?: HTMLElement | undefined;
}
