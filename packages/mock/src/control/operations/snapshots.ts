import type { ControlImportSnapshot, ControlSnapshotList, ControlSnapshotName } from "../../generated/control-types.ts";
import type { ExportedSnapshot, Snapshot } from "../../kernel/snapshot.ts";
import { MockError } from "../../mock-error.ts";
import type { ControlHandler } from "../controlled-world.ts";

type SnapshotOperation = "takeSnapshot" | "restoreSnapshot" | "listSnapshots" | "dropSnapshot" | "exportSnapshot" | "importSnapshot";

/** States of a world that are kept by name. */
export const snapshotOperations: Readonly<Record<SnapshotOperation, ControlHandler>> = {
  takeSnapshot({ mock, snapshots, watch }, input) {
    snapshots.set((input as unknown as ControlSnapshotName).name, mock.snapshot());
    watch.tell("snapshots");
  },

  restoreSnapshot: ({ mock, snapshots }, input) => mock.restore(found(snapshots, (input as unknown as ControlSnapshotName).name)),

  listSnapshots: ({ snapshots }): ControlSnapshotList => ({ data: [...snapshots].map(([name, { seq }]) => ({ name, seq })) }),

  dropSnapshot({ snapshots, watch }, input) {
    const { name } = input as unknown as ControlSnapshotName;
    found(snapshots, name);
    snapshots.delete(name);
    watch.tell("snapshots");
  },

  exportSnapshot({ mock, snapshots }, input) {
    const { name } = input as Partial<ControlSnapshotName>;
    return mock.exportSnapshot(name === undefined ? mock.snapshot() : found(snapshots, name));
  },

  importSnapshot({ mock, snapshots, watch }, input) {
    const { name, snapshot } = input as unknown as ControlImportSnapshot;
    snapshots.set(name, mock.importSnapshot(snapshot as unknown as ExportedSnapshot));
    watch.tell("snapshots");
  },
};

function found(snapshots: ReadonlyMap<string, Snapshot>, name: string): Snapshot {
  const snapshot = snapshots.get(name);
  if (!snapshot) throw new MockError("not_found", `There is no snapshot ${JSON.stringify(name)}. There is ${[...snapshots.keys()].join(", ") || "none"}.`);
  return snapshot;
}
