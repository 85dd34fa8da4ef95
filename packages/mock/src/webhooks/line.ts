import type { WebhookAddresses } from "../domain/webhooks/address.ts";
import type { ClaimedDelivery } from "../domain/webhooks/timers.ts";
import type { World } from "../kernel/world.ts";
import type { MockSchema } from "../schema.ts";
import type { Deliver, DeliverDoor } from "./deliver.ts";

/** What makes the attempts of one world. */
export interface Attempts {
  attempt(claimed: ClaimedDelivery): Promise<void>;
  /** Whether it makes this attempt, or is about to. */
  holds(claimed: ClaimedDelivery): boolean;
}

/** Who sends for a world: a fork inherits the timers of the world that it comes from, not its receivers. */
export type AttemptsOfWorlds = WeakMap<World<MockSchema>, Attempts>;

/** Where a line ends, and by what. */
export interface LineChoice {
  readonly addresses: WebhookAddresses;
  /** What sends, whatever a door has for it. */
  readonly deliver: Deliver | undefined;
}

/** What worlds send deliveries by: those below a mock, and its forks unless they have a line of their own. */
export class WebhookLine {
  readonly addresses: WebhookAddresses;
  readonly hosts: AttemptsOfWorlds;
  readonly #chosen: Deliver | undefined;
  readonly #door: { present: DeliverDoor };
  #made: { readonly door: DeliverDoor; readonly deliver: Deliver } | undefined;

  constructor({ addresses, deliver }: LineChoice, door: DeliverDoor | { present: DeliverDoor }, hosts: AttemptsOfWorlds = new WeakMap()) {
    this.addresses = addresses;
    this.hosts = hosts;
    this.#chosen = deliver;
    this.#door = "present" in door ? door : { present: door };
  }

  get deliver(): Deliver {
    if (this.#chosen) return this.#chosen;
    const door = this.#door.present;
    if (this.#made?.door !== door) this.#made = { door, deliver: door.make(this.addresses) };
    return this.#made.deliver;
  }

  /** Whether a name is judged by what it stands for when the connection is made. */
  get seesAddresses(): boolean {
    return this.#chosen === undefined && this.#door.present.seesAddresses;
  }

  /** Takes the way of a door, for the lines that branch off too, unless one was chosen. */
  adopt(door: DeliverDoor): void {
    this.#door.present = door;
  }

  /** A line by the same doors that ends elsewhere. */
  branch({ addresses, deliver = this.#chosen }: LineChoice): WebhookLine {
    return new WebhookLine({ addresses, deliver }, this.#door, this.hosts);
  }
}
