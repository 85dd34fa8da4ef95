import type { ControlSocket, ControlSocketList, ControlSocketSteering } from "../../generated/control-types.ts";
import { formatTimestamp } from "../../kernel/timestamp.ts";
import { internalsOf } from "../../mock.ts";
import type { RealtimeConnection } from "../../realtime/steer.ts";
import type { MockReaders } from "../../schema.ts";
import type { ControlHandler } from "../controlled-world.ts";

type SocketOperation = "listSockets" | "steerSockets";

/** The sockets of a world, and what can happen to them. */
export const socketOperations: Readonly<Record<SocketOperation, ControlHandler>> = {
  listSockets({ mock }): ControlSocketList {
    const { read } = internalsOf(mock).hosted.world;
    return { data: mock.realtime.connections.map((connection) => socketEntry(read, connection)) };
  },

  steerSockets({ mock }, input) {
    const { action, connection, topic } = input as unknown as ControlSocketSteering;
    if (action === "resetEpoch" || action === "truncateHistory") mock.realtime[action](topic);
    else mock.realtime[action](connection === undefined ? {} : { connection });
  },
};

function socketEntry(read: MockReaders, { id, protocol, state, principal, openedAt, topics }: RealtimeConnection): ControlSocket {
  const label = principal && (principal.type === "user" ? read.users.get(principal.id)?.email : read.keys.get(principal.id)?.name);
  return {
    id,
    protocol,
    state,
    principal: principal && { ...principal, label: label ?? null },
    openedAt: formatTimestamp(openedAt),
    topics: topics.map((topic) => ({ ...topic })),
  };
}
