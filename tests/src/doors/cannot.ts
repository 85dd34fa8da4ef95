import type { Journey } from "../journeys/journey.ts";
import type { Door } from "./door.ts";

/** What a transport may have of itself, beside carrying requests and answers. */
export type Property = "peer address";

/** What some doors cannot have, and why. Everything else goes through every door. */
interface Limit {
  readonly property: Property;
  /** The doors by name. */
  readonly doors: readonly string[];
  readonly reason: string;
}

const limits: readonly Limit[] = [
  {
    property: "peer address",
    doors: ["fetch", "msw", "worker, other origin", "worker, same origin"],
    reason: "nothing connects to it, so there is no address at the other end",
  },
];

/** Why a journey cannot be taken through a door; nothing where it can. */
export function cannot(door: Pick<Door, "name">, journey: Pick<Journey, "needs">): string | undefined {
  return limits.find(({ property, doors }) => property === journey.needs && doors.includes(door.name))?.reason;
}
