import { hashSecret } from "../../credentials/secret-key.ts";
import type { MockReaders } from "../../schema.ts";
import { deviceOf, fingerprintOf, type ClientFacts } from "../sessions/devices.ts";
import type { OneTimeTokenRow } from "../tokens/table.ts";
import type { UserRow } from "../users/table.ts";
import { isKnownAddress } from "./known-address.ts";

/** Who tries to prove to be somebody, and from where. */
export interface Trier {
  /** Whom it is about, if there is such a person. */
  readonly user: UserRow | undefined;
  readonly client: ClientFacts;
  /** The session of the call; null for who is not signed in. */
  readonly sessionId: string | null;
}

/** Where somebody tries from. */
export interface Place {
  readonly name: string;
  /** The person was there before: what happens elsewhere does not strike it. */
  readonly isKnown: boolean;
  /** Nobody else is there, so failures say nothing of the network address, and nobody else sees what they bring about. */
  readonly isPrivate: boolean;
}

/** The place of a try: the session, else a device that the person signed in on before, else the network address. */
export function placeOf(read: MockReaders, { user, client, sessionId }: Trier, now: number): Place {
  if (sessionId !== null) return { name: sessionId, isKnown: true, isPrivate: true };
  // A user agent alone tells no device: everybody can send it.
  const device = user && client.device !== null ? deviceOf(read, user.id, client) : undefined;
  if (device) return { name: device.id, isKnown: true, isPrivate: true };
  return { name: client.address ?? "", isKnown: user !== undefined && isKnownAddress(read, user.id, client.address, now), isPrivate: false };
}

/** What a code or link remembers of the client that asked for it. */
// A type, not an interface: it is kept with the code, which is JSON for the compiler too.
export type Asker = { readonly device: string | null; readonly address: string | null };

export function askerOf({ device, address }: ClientFacts): Asker {
  return { device: fingerprintOf(device), address: address === null ? null : hashSecret(`asked-from:${address}`) };
}

/** Whether two requests came from one client, as far as can be told: the same device, or the same address where one of them names none. */
export function isSameAsker(one: Asker, other: Asker): boolean {
  return one.device !== null && other.device !== null ? one.device === other.device : one.address === other.address;
}

/** Where tries of a code are counted. */
export interface CodePlace {
  /** Whose five tries decide. */
  readonly own: string;
  /** Whose five tries a wrong code is answered by. Another one than `own` where who shares an address must not see that somebody is known there. */
  readonly shown: string;
}

/**
 * Where tries of a code are counted: where the person is known, and where the code was asked for, each for itself, so
 * that nobody uses up the person's tries from elsewhere. All other places share one count.
 */
export function codePlace(read: MockReaders, token: OneTimeTokenRow, trier: Trier, now: number): CodePlace {
  const place = placeOf(read, trier, now);
  if (place.isPrivate) return { own: place.name, shown: place.name };
  const asker = token.data["askedFrom"] as Asker | undefined;
  if (asker && isSameAsker(asker, askerOf(trier.client))) return { own: "asker", shown: "asker" };
  return { own: place.isKnown ? place.name : "elsewhere", shown: "elsewhere" };
}
