import { hashSecret } from "../../credentials/secret-key.ts";
import { formatTimestamp } from "../../kernel/timestamp.ts";
import type { MockReaders, MockTransaction } from "../../schema.ts";
import type { Emit, EventFacts } from "../events/emit.ts";
import { renderDevice } from "./render.ts";
import type { DeviceRow } from "./table.ts";

/** What a request tells of the client behind it. */
export interface ClientFacts {
  readonly address: string | null;
  readonly userAgent: string | null;
  /** The header `Plinto-Device`. */
  readonly device: string | null;
}

/** How a session remembers the header `Plinto-Device` that its refresh tokens are bound to. */
export function fingerprintOf(device: string | null): string | null {
  return device === null ? null : hashSecret(`device:${device}`);
}

/** What a device takes the place of, and until when. */
export type Remembering = Pick<DeviceRow, "rememberExpiresAt" | "rememberedFactor">;

/** The known device of a person that a call comes from. */
export function deviceOf(read: MockReaders, userId: string, client: ClientFacts): DeviceRow | undefined {
  return read.devices.find("device", [userId, keyOf(client)]);
}

/**
 * The device of a sign-in: a known one that is seen again, or a new one. Null when nothing tells which it is.
 *
 * @param remembering what it takes the place of from now on; as before when absent
 */
export function recogniseDevice(tx: MockTransaction, emit: Emit, userId: string, client: ClientFacts, remembering?: Remembering): DeviceRow | null {
  if (client.device === null && client.userAgent === null) return null;
  const now = formatTimestamp(tx.now);
  const known = deviceOf(tx, userId, client);
  if (known) {
    const remembered = remembering === undefined ? {} : { ...remembering, version: known.version + 1, updatedAt: now };
    return tx.devices.update(known.id, { lastSeenAt: now, ipAddress: client.address, userAgent: client.userAgent, ...remembered });
  }
  const device = tx.devices.insert({
    id: tx.id("dev"),
    userId,
    key: keyOf(client),
    name: nameOfUserAgent(client.userAgent),
    userAgent: client.userAgent,
    ipAddress: client.address,
    trusted: false,
    trustedAt: null,
    rememberExpiresAt: null,
    rememberedFactor: null,
    ...remembering,
    lastSeenAt: now,
    version: 1,
    createdAt: now,
    updatedAt: now,
  });
  emit("device.registered", deviceFacts(device));
  return device;
}

/** The event facts of a device; it is the person's. */
export function deviceFacts(device: DeviceRow): EventFacts {
  return { organizationId: null, target: { type: "device", id: device.id, version: device.version }, data: renderDevice(device, false), userId: device.userId };
}

/** Its own value alone tells a device that has one: browsers change their user agent with every update. */
function keyOf({ device, userAgent }: ClientFacts): string {
  return hashSecret(JSON.stringify(device === null ? ["user-agent", userAgent] : ["device", device]));
}

// In this order: Edge and Opera call themselves Chrome too, and Chrome calls itself Safari.
const browsers: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/\bEdg(?:e|A|iOS)?\//, "Edge"],
  [/\bOPR\//, "Opera"],
  [/\bFirefox\/|\bFxiOS\//, "Firefox"],
  [/\bChrome\/|\bCriOS\//, "Chrome"],
  [/\bSafari\//, "Safari"],
];
const systems: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/\b(?:iPhone|iPad|iPod)\b/, "iOS"],
  [/\bAndroid\b/, "Android"],
  [/\bWindows\b/, "Windows"],
  [/\bMac OS X\b|\bMacintosh\b/, "macOS"],
  [/\bLinux\b/, "Linux"],
];

/** A name that people recognise: `Firefox on Linux`, else the first word of the user agent. */
export function nameOfUserAgent(userAgent: string | null): string {
  if (userAgent === null || userAgent.trim() === "") return "Unknown device";
  const browser = browsers.find(([pattern]) => pattern.test(userAgent))?.[1];
  const system = systems.find(([pattern]) => pattern.test(userAgent))?.[1];
  if (browser && system) return `${browser} on ${system}`;
  return browser ?? system ?? userAgent.trim().split(/[\s/]/)[0]!.slice(0, 100);
}
