import type { Snapshot } from "../kernel/snapshot.ts";
import type { Mock } from "../mock.ts";
import type { WorldWatch } from "./watch.ts";

/** A world as the control plane steers it. */
export interface ControlledWorld {
  /** Its name; null for the default world. */
  readonly id: string | null;
  readonly mock: Mock;
  /** The mock that is served, which has the worlds. */
  readonly server: Mock;
  /** The snapshots that were taken over the control plane, by name. */
  readonly snapshots: Map<string, Snapshot>;
  readonly watch: WorldWatch;
  /** Tells whoever watches a world of this server that there are more, or fewer. */
  worldsChanged(): void;
}

/**
 * What an operation of spec/mock-control.yaml does. Its input has been checked; nothing as its value is a 204.
 *
 * @throws MockError whose code and message become a problem
 */
export type ControlHandler = (world: ControlledWorld, input: Readonly<Record<string, unknown>>, signal: AbortSignal) => unknown;
