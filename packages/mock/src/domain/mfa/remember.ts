import { formatTimestamp, parseTimestamp } from "../../kernel/timestamp.ts";
import type { MockReaders, MockTransaction } from "../../schema.ts";
import { deviceOf, type ClientFacts, type Remembering } from "../sessions/devices.ts";
import { touchSession } from "../sessions/session.ts";
import type { DeviceRow } from "../sessions/table.ts";
import { bestOf, type SecondFactor } from "./second-factor.ts";

/** How long a device takes the place of a second factor. */
const rememberMs = 30 * 24 * 60 * 60 * 1000;

/** The second factor that a person proved on this device a while ago, if the device was to be remembered. */
export function rememberedFactor(read: MockReaders, userId: string, client: ClientFacts, now: number): SecondFactor | null {
  const device = client.device === null ? undefined : deviceOf(read, userId, client);
  const until = device?.rememberExpiresAt ?? null;
  return until !== null && parseTimestamp(until) > now ? device!.rememberedFactor : null;
}

/** How a device is remembered from now on for the second factors that were proved on it. Undefined when there were none. */
export function rememberingOf(secondFactors: readonly SecondFactor[], now: number): Remembering | undefined {
  const factor = bestOf(secondFactors);
  return factor === null ? undefined : { rememberExpiresAt: formatTimestamp(now + rememberMs), rememberedFactor: factor };
}

/**
 * Forgets that devices of a person took the place of her second factor. They stay known, and her sessions go on; those
 * that a device opened count as proved by one factor from now on.
 */
export function forgetRememberedDevices(tx: MockTransaction, userId: string): void {
  for (const device of tx.devices.scan("byUser", [userId]).toArray()) if (device.rememberExpiresAt !== null) forget(tx, device);
  for (const session of tx.sessions.scan("byUser", [userId, "active"]).toArray())
    if (session.mfaByDevice !== null) touchSession(tx, session, { mfaByDevice: null });
}

function forget(tx: MockTransaction, device: DeviceRow): void {
  tx.devices.update(device.id, { rememberExpiresAt: null, rememberedFactor: null, version: device.version + 1, updatedAt: formatTimestamp(tx.now) });
}
