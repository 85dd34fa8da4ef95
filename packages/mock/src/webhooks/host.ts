import { kindOfHost, maySendTo } from "../domain/webhooks/address.ts";
import { settle, type AttemptResult } from "../domain/webhooks/attempt.ts";
import { retryAfterMs } from "../domain/webhooks/schedule.ts";
import { emitBySystem, type ClaimedDelivery } from "../domain/webhooks/timers.ts";
import type { WebhookRow } from "../domain/webhooks/table.ts";
import { ok } from "../kernel/transaction.ts";
import type { World } from "../kernel/world.ts";
import type { MockSchema } from "../schema.ts";
import { AddressRefused, type DeliveryAnswer, type OutgoingDelivery } from "./deliver.ts";
import type { Attempts, WebhookLine } from "./line.ts";
import { signatureHeaders } from "./signing.ts";
import { FairSlots } from "./slots.ts";
import type { ReceiverDesk } from "./receiver-desk.ts";

/** How many deliveries a world has on their way at once; one organization at most half of them. */
const slotCount = 512;

/** An attempt that is made, or waits for a place. */
interface Flight extends ClaimedDelivery {
  /** Aborted when the state that it belongs to is no more. */
  readonly gone: AbortSignal;
}

/** Makes the attempts of one world. */
export class WebhookHost implements Attempts {
  readonly #world: World<MockSchema>;
  readonly #line: WebhookLine;
  readonly #desk: ReceiverDesk;
  readonly #slots = new FairSlots(slotCount);
  readonly #flights = new Map<string, Flight>();
  #state = new AbortController();

  constructor(world: World<MockSchema>, line: WebhookLine, desk: ReceiverDesk) {
    this.#world = world;
    this.#line = line;
    this.#desk = desk;
    line.hosts.set(world, this);
    // Ids and claims are drawn anew from there, so the end of an attempt from before would be taken for that of another.
    world.onCommit(({ restored }) => restored && this.#forget());
  }

  /** Attempts a delivery when there is a place, and writes down how it went. */
  async attempt(claimed: ClaimedDelivery): Promise<void> {
    const flight = { ...claimed, gone: this.#state.signal };
    this.#flights.set(claimed.claim, flight);
    try {
      const tenant = this.#world.read.webhookDeliveries.get(claimed.deliveryId)?.organizationId ?? "";
      const result = await this.#slots.run(tenant, () => this.#send(flight));
      // Whoever ends a world leaves its attempts to the next process.
      if (result && !flight.gone.aborted) await this.#settle(flight, result);
    } finally {
      if (this.#flights.get(claimed.claim) === flight) this.#flights.delete(claimed.claim);
    }
  }

  holds({ claim }: ClaimedDelivery): boolean {
    return this.#flights.has(claim);
  }

  /** Drops what is on its way. */
  close(): void {
    this.#state.abort();
  }

  #forget(): void {
    // Who is closed stays so.
    if (this.#state.signal.aborted) return;
    this.#state.abort();
    this.#state = new AbortController();
    this.#flights.clear();
  }

  async #send({ deliveryId, claim, gone }: Flight): Promise<AttemptResult | undefined> {
    const { read, clock, derive } = this.#world;
    const row = read.webhookDeliveries.get(deliveryId);
    if (row?.claim !== claim || gone.aborted) return undefined;
    const webhook = read.webhooks.require(row.webhookId);
    const body = JSON.stringify(read.events.require(row.eventId).event);
    const begunAt = clock.now();
    const headers = {
      ...webhook.customHeaders,
      "content-type": "application/json",
      "user-agent": "Plinto-Webhooks/1",
      ...(await signatureHeaders(webhook, { eventId: row.eventId, body, now: begunAt }, derive)),
    };
    return { ...(await this.#ask(webhook, { url: webhook.url, headers, body }, gone)), begunAt };
  }

  async #ask(webhook: WebhookRow, letter: Omit<OutgoingDelivery, "signal">, gone: AbortSignal): Promise<Omit<AttemptResult, "begunAt">> {
    const { clock } = this.#world;
    const { timeoutSeconds } = webhook.retryPolicy;
    const ours = this.#desk.find(letter.url);
    const { addresses, seesAddresses } = this.#line;
    if (!ours && !maySendTo(kindOfHost(new URL(letter.url).hostname, seesAddresses), addresses)) return refused(notSent[addresses]);
    const late = new AbortController();
    const cancel = clock.setTimeout(() => late.abort(), timeoutSeconds * 1000, { background: true });
    const signal = AbortSignal.any([late.signal, gone]);
    try {
      const answer = await untilAborted((ours ?? this.#line.deliver)({ ...letter, signal }), signal);
      return judge(answer, clock.now());
    } catch (error) {
      if (error instanceof AddressRefused) return refused(error.message);
      if (late.signal.aborted) return { outcome: "timed_out", responseStatus: null, detail: `There was no answer within ${timeoutSeconds} seconds.` };
      return unreachable("The endpoint could not be reached, or the connection ended before its answer.");
    } finally {
      cancel();
    }
  }

  async #settle({ deliveryId, claim, gone }: Flight, result: AttemptResult): Promise<void> {
    await this.#world.transact({ operationId: "webhook.settle", requestId: deliveryId, actor: null }, (tx) => {
      const row = tx.webhookDeliveries.get(deliveryId);
      // Since then the endpoint may have gone, or the whole state may have been replaced.
      if (row?.claim === claim && !gone.aborted) settle(tx, emitBySystem(tx), tx.webhooks.require(row.webhookId), row, result);
      return ok();
    });
  }
}

const notSent = {
  none: "This mock delivers to receivers of its own process only.",
  loopback: 'This mock delivers to this machine only. createMock({ webhooks: { addresses: "public" } }) delivers elsewhere.',
  public: "This mock delivers to public addresses only.",
  any: null,
};

function refused(detail: string | null): Omit<AttemptResult, "begunAt"> {
  return { outcome: "address_not_allowed", responseStatus: null, detail };
}

/** What a failed connection said is not told: it would tell whoever may add an endpoint which ports are open where. */
function unreachable(detail: string): Omit<AttemptResult, "begunAt"> {
  return { outcome: "unreachable", responseStatus: null, detail };
}

function judge({ status, isRedirect, retryAfter }: DeliveryAnswer, now: number): Omit<AttemptResult, "begunAt"> {
  // RFC 9110 section 15: there are no others, and whatever answers so speaks no HTTP.
  if (status !== null && !(Number.isInteger(status) && status >= 100 && status <= 599)) return unreachable("What the endpoint answered is no HTTP status.");
  if (isRedirect) return { outcome: "redirected", responseStatus: status, detail: "The endpoint answered with a redirect, which is not followed." };
  if (status !== null && status >= 200 && status < 300) return { outcome: "delivered", responseStatus: status, detail: null };
  if (status === 410) return { outcome: "gone", responseStatus: status, detail: "The endpoint answered that it is gone for good." };
  const asked = status === 429 || status === 503 ? retryAfterMs(retryAfter, now) : undefined;
  return { outcome: "refused", responseStatus: status, detail: `The endpoint answered ${status}.`, retryAfterMs: asked };
}

/** Work that does not listen to the signal is left to itself. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const aborted = (): void => reject(new Error("aborted"));
    if (signal.aborted) return aborted();
    signal.addEventListener("abort", aborted, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", aborted));
  });
}
