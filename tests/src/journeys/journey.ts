import type { Door } from "../doors/door.ts";

/** A way through the product that somebody takes, told once and walked through every door. */
export interface Journey {
  /** A sentence about behaviour. */
  readonly title: string;
  /** A property of a transport that this needs and some door cannot have; see tests/src/doors/cannot.ts. */
  readonly needs?: string;
  walk(door: Door): Promise<void>;
}
