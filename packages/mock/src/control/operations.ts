import type { ControlOperationId } from "../generated/control-routes.ts";
import type {
  ControlAdvanceClock,
  ControlClockState,
  ControlCreateWorld,
  ControlFault,
  ControlSeedWorld,
  ControlSetClock,
  ControlSnapshotName,
  ControlWorldInfo,
} from "../generated/control-types.ts";
import type { Fault } from "../faults.ts";
import type { Snapshot } from "../kernel/snapshot.ts";
import { formatTimestamp } from "../kernel/timestamp.ts";
import { isMockError, MockError } from "../mock-error.ts";
import { internalsOf, type Mock } from "../mock.ts";

/** A world as the control plane steers it. */
export interface ControlledWorld {
  /** Its name; null for the default world. */
  readonly id: string | null;
  readonly mock: Mock;
  /** The mock that is served, which has the worlds. */
  readonly server: Mock;
  /** The snapshots that were taken over the control plane, by name. */
  readonly snapshots: Map<string, Snapshot>;
}

/**
 * What an operation of spec/mock-control.yaml does. Its input has been checked; nothing as its value is a 204.
 *
 * @throws MockError whose code and message become a problem
 */
type ControlHandler = (world: ControlledWorld, input: Readonly<Record<string, unknown>>, signal: AbortSignal) => unknown;

/** Every operation of the control plane; the compiler names one that is missing. */
export const controlOperations: Readonly<Record<ControlOperationId, ControlHandler>> = {
  getWorld: ({ mock, id }) => worldInfo(mock, id),

  listWorlds: ({ server }) => ({ data: [...internalsOf(server).worlds.keys()] }),

  async createWorld({ server }, input) {
    const { id } = input as unknown as ControlCreateWorld;
    const world = server.world(id);
    await world.ready();
    return worldInfo(world, id);
  },

  resetWorld: ({ mock }) => mock.reset(),

  async seedWorld({ mock, id, snapshots }, input) {
    const { seed } = input as unknown as ControlSeedWorld;
    await internalsOf(mock).reseed(seed);
    // The names of another seed would point at nobody in them.
    snapshots.clear();
    return worldInfo(mock, id);
  },

  takeSnapshot({ mock, snapshots }, input) {
    snapshots.set((input as unknown as ControlSnapshotName).name, mock.snapshot());
  },

  restoreSnapshot({ mock, snapshots }, input) {
    const { name } = input as unknown as ControlSnapshotName;
    const snapshot = snapshots.get(name);
    if (!snapshot) throw new MockError("not_found", `There is no snapshot ${JSON.stringify(name)}. There is ${[...snapshots.keys()].join(", ") || "none"}.`);
    return mock.restore(snapshot);
  },

  async advanceClock({ mock }, input) {
    await mock.clock.advance((input as unknown as ControlAdvanceClock).duration);
    return clockState(mock);
  },

  async setClock({ mock }, input) {
    await mock.clock.set((input as unknown as ControlSetClock).at);
    return clockState(mock);
  },

  async listMail({ mock }, input, signal) {
    const { to, kind, waitSeconds = 0 } = input as { to?: string; kind?: string; waitSeconds?: number };
    const filter = { ...(to === undefined ? {} : { to }), ...(kind === undefined ? {} : { kind }) };
    // Whoever gave up asking, or a server that closes, ends the wait.
    if (waitSeconds > 0) await mock.mailbox.waitFor(filter, { timeoutMs: waitSeconds * 1000, signal }).catch(unlessTimedOut(signal));
    const messages = mock.mailbox.messages.filter(
      (message) => (to === undefined || message.to.toLowerCase() === to.toLowerCase()) && (kind === undefined || message.kind === kind),
    );
    return { data: messages.map((message) => ({ ...message, sentAt: formatTimestamp(message.sentAt) })) };
  },

  listFaults: ({ mock }) => ({ data: mock.faults.active }),

  addFault({ mock }, input) {
    mock.faults.add(input as ControlFault as Fault);
  },

  clearFaults: ({ mock }) => mock.faults.clear(),

  listRequests: ({ mock }) => ({ data: mock.requests.map((entry) => ({ ...entry, at: formatTimestamp(entry.at) })) }),
};

function unlessTimedOut(signal: AbortSignal): (error: unknown) => void {
  return (error) => {
    if (!signal.aborted && !isMockError(error, "mail_timeout")) throw error;
  };
}

function clockState(mock: Mock): ControlClockState {
  return { kind: mock.clock.kind, now: formatTimestamp(mock.clock.now()) };
}

function worldInfo(mock: Mock, id: string | null): ControlWorldInfo {
  const { world } = internalsOf(mock).hosted;
  return {
    id,
    baseUrl: mock.baseUrl,
    ...mock.keys,
    clock: clockState(mock),
    people: Object.entries(mock.seed.users).map(([name, handle]) => ({
      name,
      ...handle,
      organizations: [...world.read.memberships.scan("byUser", [handle.id])].map((membership) => ({
        name: world.read.organizations.get(membership.organizationId)?.name ?? "",
        id: membership.organizationId,
        role: membership.role,
      })),
    })),
  };
}
