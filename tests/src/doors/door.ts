import type { PlintoOptions } from "@plinto/core";
import type { Mock, MockOptions, Seed, SeedOf } from "@plinto/mock";

/** A world behind one door, with what a client needs to reach it through that door. */
export interface Opened<S extends Seed> {
  readonly mock: Mock<S>;
  /** Options for `createPlinto`: each call is another client with a memory of its own. Its `fetch` is the transport's own, watched. */
  connect(): PlintoOptions;
  /** Closes the door. Fails when an answer that went through it did not fit the description. */
  close(): Promise<void>;
}

/** One way to reach the mock. The same journeys run through every one. */
export interface Door {
  readonly name: string;
  open<const S extends Seed | string = "acme">(options?: MockOptions<S>): Promise<Opened<SeedOf<S>>>;
}
