import { changesBetween } from "../../domain/events/changes.ts";
import { deviceFacts } from "../../domain/sessions/devices.ts";
import { renderDevice } from "../../domain/sessions/render.ts";
import { revokeSession } from "../../domain/sessions/revoke.ts";
import { touchSession } from "../../domain/sessions/session.ts";
import type { DeviceRow } from "../../domain/sessions/table.ts";
import { formatTimestamp } from "../../kernel/timestamp.ts";
import { ok, refuse } from "../../kernel/transaction.ts";
import { handler, type OperationHandlers } from "../../pipeline/handler.ts";
import { listScope, readPage } from "../../pipeline/list.ts";
import { listHandler } from "../../pipeline/list-handler.ts";

/** The devices of the caller. */
export const deviceOperations: OperationHandlers<"listDevices" | "getDevice" | "trustDevice" | "forgetDevice"> = {
  listDevices: listHandler<"listDevices", DeviceRow>({
    page({ tx, signedIn, cursors }, input) {
      const sort = input.sort ?? "-lastSeenAt";
      const userId = signedIn!.user.id;
      return readPage({
        table: tx.devices,
        index: sort.endsWith("lastSeenAt") ? "bySeen" : "byUser",
        prefix: [userId],
        reverse: sort.startsWith("-"),
        where: (row) => input.trusted === undefined || row.trusted === input.trusted,
        pageSize: input.pageSize,
        cursor: input.cursor,
        cursors,
        scope: listScope({ ...input, sort, list: "listDevices", caller: userId }),
      });
    },
    items: ({ signedIn, request }, rows) => rows.map((row) => renderDevice(row, row.id === signedIn!.session.deviceId, request.now)),
  }),

  getDevice: handler<"getDevice", DeviceRow>({
    decide({ tx }, { deviceId }) {
      const device = tx.devices.get(deviceId);
      return device ? ok(device) : refuse("not_found");
    },
    finish: ({ signedIn, request }, device) => renderDevice(device, device.id === signedIn!.session.deviceId, request.now),
  }),

  trustDevice: handler<"trustDevice", DeviceRow>({
    version: ({ tx }, { deviceId }) => tx.devices.get(deviceId)?.version,
    decide({ tx, emit }, { deviceId, trusted, name }) {
      const before = tx.devices.get(deviceId);
      if (!before) return refuse("not_found");
      const now = formatTimestamp(tx.now);
      const wanted = { ...before, name: name ?? before.name, trusted: trusted ?? before.trusted };
      const changes = changesBetween(before, wanted, ["name", "trusted"]);
      if (Object.keys(changes).length === 0) return ok(before);
      const trustedAt = wanted.trusted === before.trusted ? before.trustedAt : wanted.trusted ? now : null;
      const after = tx.devices.update(deviceId, { name: wanted.name, trusted: wanted.trusted, trustedAt, version: before.version + 1, updatedAt: now });
      emit("device.trusted", { ...deviceFacts(after), changes });
      return ok(after);
    },
    finish: ({ signedIn, request }, device) => renderDevice(device, device.id === signedIn!.session.deviceId, request.now),
  }),

  forgetDevice: handler<"forgetDevice", null>({
    version: ({ tx }, { deviceId }) => tx.devices.get(deviceId)?.version,
    decide({ tx, emit, signedIn }, { deviceId }) {
      const device = tx.devices.get(deviceId);
      if (!device) return refuse("not_found");
      emit("device.forgotten", deviceFacts(device));
      for (const session of tx.sessions.scan("byDevice", [deviceId]).toArray()) {
        if (session.id !== signedIn!.session.id) revokeSession(tx, emit, session);
        else if (session.mfaByDevice !== null) touchSession(tx, session, { mfaByDevice: null });
      }
      tx.devices.delete(deviceId);
      return ok(null);
    },
    finish: () => undefined,
  }),
};
