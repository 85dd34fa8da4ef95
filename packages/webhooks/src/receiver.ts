/** Handling each event once. */

import { answerTo, answerToError, handlerFailed, methodNotAllowed, type WebhookAnswer } from "./answer.ts";
import { catchUpFrom, type CatchUpOptions, type CatchUpResult, type EventSource, type TakenEvent } from "./catch-up.ts";
import { WebhookError, isWebhookError } from "./errors.ts";
import { parseEvent, type WebhookEvent, type WebhookEventType } from "./event.ts";
import type { WebhookEvents } from "./generated/events.ts";
import type { WebhookHeaders } from "./headers.ts";
import { createKeyring, type Secrets } from "./keyring.ts";
import { writeToConsole } from "./platform.ts";
import { hashable, type RawBody } from "./raw-body.ts";
import { readRequest, tooLarge } from "./read-request.ts";
import type { WebhookStore } from "./store.ts";
import { verifySignature, type SignatureFacts, type VerifyOptions } from "./verify-signature.ts";

/** What a handler gets beside the event. */
export interface HandlerContext<Tx> {
  /** What to write through, so that the writes and the memory of the event are one; `undefined` where the store has none. */
  readonly tx: Tx;
  /** What the signature said; nothing for an event that `catchUp` fetched. */
  readonly delivery: SignatureFacts | undefined;
}

/**
 * Handles one event. What it gives back is awaited and dropped; what it throws leaves the event unhandled, and the sender
 * tries again.
 */
export type WebhookHandler<Event, Tx> = (event: Event, context: HandlerContext<Tx>) => unknown;

/** Names what broke a body: `explainMismatch` of `@plinto/webhooks/explain`. */
export type Explain = (rawBody: RawBody, headers: WebhookHeaders, secrets: Secrets) => Promise<{ readonly message: string } | undefined>;

export interface WebhookReceiverOptions<Tx> extends VerifyOptions {
  /** The endpoint's `whsec_…` secret, several of them, or a keyring. Read at once: a missing one is found at start. */
  readonly secrets: Secrets;
  /** Where events that had their effect are remembered. */
  readonly store: WebhookStore<Tx>;
  /** Longest body, in bytes; a longer one is 413. Default 1 MiB. */
  readonly maxBodyBytes?: number;
  /** In development: names what broke the body when no key made the signature. Default: nothing does. */
  readonly explain?: Explain;
  /**
   * Told of every delivery that is not handled, and why: `refused` with a {@link WebhookError} when it could not be read
   * or is not believed, `failed` with whatever a handler or the store threw. Default: writes to the console, except for
   * what is no well-formed delivery.
   */
  readonly onError?: (error: unknown, outcome: "refused" | "failed") => void;
}

/** A delivery as an adapter hands it in. */
export interface IncomingWebhook {
  /** Default `POST`. */
  readonly method?: string | undefined;
  readonly headers: WebhookHeaders;
  /** The raw body, or what reads it, up to `maxBytes`. */
  readonly body: RawBody | ((maxBytes: number) => RawBody | Promise<RawBody>);
}

/** Verifies deliveries and handles each event once. */
export interface WebhookReceiver<Tx = undefined> {
  /**
   * Handles events of one type.
   *
   * @returns the receiver, for the next
   * @throws WebhookError `handler_duplicated`
   */
  on<Type extends WebhookEventType>(type: Type, handler: WebhookHandler<WebhookEvents[Type], Tx>): WebhookReceiver<Tx>;
  /**
   * Handles every event without a handler of its own, types newer than this package included.
   *
   * @returns the receiver, for the next
   * @throws WebhookError `handler_duplicated`
   */
  otherwise(handler: WebhookHandler<WebhookEvent, Tx>): WebhookReceiver<Tx>;
  /**
   * Answers a request: 204 when the event is handled, was handled before, or has no handler; 409 with `Retry-After`
   * while another is at it; 500 when the handler threw; 400, 401 or 413 when the delivery is refused. Never throws, unless `onError` does.
   */
  handle(request: Request): Promise<Response>;
  /** As {@link WebhookReceiver.handle}, for frameworks without `Request`. The adapters use it. */
  receive(incoming: IncomingWebhook): Promise<WebhookAnswer>;
  /**
   * Runs events that were missed through the same handlers, and through the same store: what was delivered is not
   * handled again. Stops at the first handler that throws, with its error. Waits for what a delivery is handling, and
   * stops before it when that takes long: see {@link CatchUpResult.inProgress}.
   *
   * @throws WebhookError `option_invalid`; whatever a handler, the store or the source throws
   */
  catchUp(source: EventSource, options?: CatchUpOptions): Promise<CatchUpResult>;
}

/**
 * Makes a receiver: register handlers with `on`, then hand it every request.
 *
 * @throws WebhookError `secret_missing`, `secret_malformed`, `secret_too_short`, `secret_kind_mismatch`, `option_invalid`
 *
 * @example
 * const receiver = createWebhookReceiver({ secrets: process.env.WEBHOOK_SECRET, store: memoryStore() })
 *   .on("member.added", async (event) => greet(event.data.userId));
 * export default { fetch: (request) => receiver.handle(request) };
 */
export function createWebhookReceiver<Tx = undefined>(options: WebhookReceiverOptions<Tx>): WebhookReceiver<Tx> {
  const { secrets, store, maxBodyBytes = 1_048_576, explain, onError = report, toleranceSeconds = 300, clock } = options;
  const keyring = createKeyring(secrets);
  if (!(maxBodyBytes >= 0)) throw new WebhookError("option_invalid", "maxBodyBytes has to be a number of bytes.");
  if (toleranceSeconds !== false && !(toleranceSeconds >= 0)) throw new WebhookError("option_invalid", "toleranceSeconds has to be 0, more, or false.");
  const verifyOptions: VerifyOptions = { toleranceSeconds, ...(clock && { clock }) };
  const handlers = new Map<string, WebhookHandler<never, Tx>>();
  let fallback: WebhookHandler<WebhookEvent, Tx> | undefined;

  const take = async (event: WebhookEvent, delivery: SignatureFacts | undefined): Promise<TakenEvent> => {
    const handler = (handlers.get(event.type) as WebhookHandler<WebhookEvent, Tx> | undefined) ?? fallback;
    return handler ? store.once(event.id, async (tx) => void (await handler(event, { tx, delivery }))) : { status: "unhandled" };
  };

  const verify = async (body: RawBody, headers: WebhookHeaders): Promise<SignatureFacts> => {
    try {
      return await verifySignature(body, headers, keyring, verifyOptions);
    } catch (error) {
      const explanation = isWebhookError(error, "signature_mismatch") && (await explained(body, headers));
      if (!explanation) throw error;
      throw new WebhookError("signature_mismatch", `${(error as Error).message} ${explanation.message}`, { explanation: explanation.message });
    }
  };

  const explained = async (body: RawBody, headers: WebhookHeaders): Promise<{ readonly message: string } | undefined> => {
    try {
      return await explain?.(body, headers, secrets);
    } catch {
      // A body that nobody vouches for must not make a failure of this program out of a refusal.
      return undefined;
    }
  };

  const receiver: WebhookReceiver<Tx> = {
    on(type, handler) {
      if (handlers.has(type)) throw new WebhookError("handler_duplicated", `There is a handler for ${type} already.`);
      handlers.set(type, handler);
      return receiver;
    },
    otherwise(handler) {
      if (fallback) throw new WebhookError("handler_duplicated", "There is a handler for all other events already.");
      fallback = handler;
      return receiver;
    },
    async receive({ method = "POST", headers, body }) {
      if (method !== "POST") return methodNotAllowed;
      let event: WebhookEvent;
      let facts: SignatureFacts;
      try {
        const raw = hashable(typeof body === "function" ? await body(maxBodyBytes) : body);
        if (isLonger(raw, maxBodyBytes)) throw tooLarge(maxBodyBytes);
        facts = await verify(raw, headers);
        event = parseEvent(raw);
      } catch (error) {
        onError(error, isWebhookError(error) ? "refused" : "failed");
        return answerToError(error);
      }
      // A handler may verify and sign other webhooks: what it throws says nothing about this delivery, whatever its class.
      try {
        return answerTo(await take(event, facts));
      } catch (error) {
        onError(error, "failed");
        return handlerFailed;
      }
    },
    async handle(request) {
      const { status, headers, body } = await receiver.receive({
        method: request.method,
        headers: request.headers,
        body: (maxBytes) => readRequest(request, maxBytes),
      });
      return new Response(body, { status, headers });
    },
    catchUp: (source, catchUpOptions = {}) => catchUpFrom(source, (event) => take(event, undefined), catchUpOptions),
  };
  return receiver;
}

/** Anybody can send nonsense, as much as they like; a log that it fills hides what matters. */
const nonsense: ReadonlySet<number> = new Set([400, 413]);

function report(error: unknown, outcome: "refused" | "failed"): void {
  if (outcome === "failed") writeToConsole("The handler of a webhook failed, and the sender will try again.", error);
  else if (!nonsense.has(answerToError(error).status) || (error as WebhookError).verified)
    writeToConsole(`A webhook was refused: ${(error as Error).message}`, undefined);
}

/** A character of a text has up to three bytes. */
function isLonger(body: string | Uint8Array, maxBytes: number): boolean {
  if (body.length > maxBytes || typeof body !== "string") return body.length > maxBytes;
  return body.length * 3 > maxBytes && new TextEncoder().encode(body).length > maxBytes;
}
