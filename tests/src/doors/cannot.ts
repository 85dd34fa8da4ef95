import type { Journey } from "../journeys/journey.ts";
import type { Door } from "./door.ts";

/** What a transport may have of itself, beside carrying requests and answers. */
export type Property = "peer address" | "readable redirects";

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
  {
    property: "readable redirects",
    doors: ["worker, other origin", "worker, same origin"],
    reason:
      "a page's fetch is not told where a redirect leads, and a page that goes there itself takes the mock along; a window beside it can, as tests/src/pages/social shows",
  },
];

/** Why a journey cannot be taken through a door; nothing where it can. */
export function cannot(door: Pick<Door, "name">, journey: Pick<Journey, "needs">): string | undefined {
  return limits.find(({ property, doors }) => property === journey.needs && doors.includes(door.name))?.reason;
}
