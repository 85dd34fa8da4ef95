import type { Property } from "../doors/cannot.ts";
import type { Door } from "../doors/door.ts";

/** A way through the product that somebody takes, told once and walked through every door. */
export interface Journey {
  /** A sentence about behaviour. */
  readonly title: string;
  /** What this needs of a transport and some door cannot have; the walk fails with its name there. See tests/src/doors/cannot.ts. */
  readonly needs?: Property;
  walk(door: Door): Promise<void>;
}
