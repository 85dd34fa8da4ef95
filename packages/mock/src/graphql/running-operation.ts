import type { SubscribePayload } from "graphql-ws";
import type { Listening } from "./listening.ts";

/** What a client has asked for on a socket: it begins, it runs or listens, it is over. */
export class RunningOperation {
  readonly payload: SubscribePayload;
  /** Resolves when it runs or listens, or when its client was told why it does not. */
  readonly whenBegun: Promise<void>;
  #isSubscription = false;
  #isOver = false;
  #listening: Listening | undefined;
  #tellBegun: () => void = () => {};

  constructor(payload: SubscribePayload) {
    this.payload = payload;
    this.whenBegun = new Promise((resolve) => (this.#tellBegun = resolve));
  }

  /** Whether it takes one of the places that a socket has for subscriptions. */
  get takesPlace(): boolean {
    return this.#isSubscription && !this.#isOver;
  }

  /** Whether it was ended because what it heard may not be heard any more. */
  get isLost(): boolean {
    return this.#listening?.loss !== undefined;
  }

  /** It is a subscription: it takes a place, and listens as soon as it can. */
  takePlace(): void {
    this.#isSubscription = true;
  }

  /** It listens, unless it was ended meanwhile. */
  listen(listening: Listening): void {
    this.#listening = listening;
    if (this.#isOver) listening.end();
  }

  begun(): void {
    this.#tellBegun();
  }

  /** Nobody waits for it any more. */
  end(): void {
    this.#isOver = true;
    this.#listening?.end();
  }
}
