import { checkOptions } from "../check-options.ts";
import type { WebhookAddresses } from "../domain/webhooks/address.ts";
import { MockError } from "../mock-error.ts";
import type { Deliver } from "./deliver.ts";
import type { LineChoice } from "./line.ts";

/** How a mock delivers webhooks. */
export interface WebhookOptions {
  /**
   * Where deliveries may go. `loopback`, for development and the default: to this machine alone; endpoints elsewhere can
   * be made, and what would be sent there fails. `public`, for a host that others share: to public addresses alone.
   * `any`: to all of them and to private ones, as in a network of containers. `none`: nowhere. Receivers of this process get
   * theirs in any case.
   *
   * What a name stands for is judged by a served mock alone: it looks names up itself. Elsewhere a `fetch` connects to
   * whatever a public name stands for.
   */
  readonly addresses?: WebhookAddresses;
  /** What sends, instead of `fetch` or of what a door has for it. */
  readonly deliver?: Deliver;
}

/** @throws MockError `option_unknown`, `option_invalid` */
export function checkWebhookOptions(options: WebhookOptions, standard: WebhookAddresses = "loopback"): LineChoice {
  checkOptions("The option webhooks", options, ["addresses", "deliver"]);
  const { addresses = standard, deliver } = options;
  if (!["none", "loopback", "public", "any"].includes(addresses))
    throw new MockError("option_invalid", 'The option webhooks.addresses must be "none", "loopback", "public" or "any".');
  if (deliver !== undefined && typeof deliver !== "function") throw new MockError("option_invalid", "The option webhooks.deliver must be a function.");
  return { addresses, deliver };
}
