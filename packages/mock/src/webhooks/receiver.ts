import type { WebhookEvent } from "@plinto/webhooks";
import type { RealTimeout } from "../mailbox.ts";
import { MockError } from "../mock-error.ts";

/** A delivery that a receiver of a mock got. */
export interface ReceivedWebhook {
  readonly event: WebhookEvent;
  /** How often this event has come to this receiver, this time included. */
  readonly attempt: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The body exactly as it was signed. */
  readonly body: string;
  /** Milliseconds since 1970, by the world's clock. */
  readonly receivedAt: number;
  /** What was answered; null while that is not known, and for good when nothing was. */
  readonly status: number | null;
  /** The delivery as a request of its own, for handlers that take one. */
  request(): Request;
}

/** Which delivery is meant: one of a type, or one that a function picks. */
export type ReceivedWebhookFilter<Type extends string = string> = Type | ((received: ReceivedWebhook) => boolean);

/** What a receiver answers: a status, or whatever a function makes of the request. */
export type ReceiverAnswer = number | ((request: Request) => Response | Promise<Response>);

export interface ReceiverOptions {
  /** What it answers to each delivery. 204 when absent. */
  readonly answer?: ReceiverAnswer;
}

/** A receiver of webhooks in this process, which needs no port. Its address works in every door, for this mock alone. */
export interface MockWebhookReceiver {
  /** The address to create an endpoint with. */
  readonly url: string;
  /** What has come, oldest first. */
  readonly received: readonly ReceivedWebhook[];
  /**
   * The first delivery that fits, now or as soon as it comes.
   *
   * @param options.timeoutMs how long to wait in real milliseconds, 5,000 when absent
   * @throws MockError `webhook_timeout` when none came
   * @example
   * const { event } = await receiver.waitFor("member.added");
   */
  waitFor(filter: ReceivedWebhookFilter, options?: { readonly timeoutMs?: number; readonly signal?: AbortSignal }): Promise<ReceivedWebhook>;
  /**
   * Changes what it answers: to the next `times` deliveries, or from now on.
   *
   * @example
   * receiver.respond(500, { times: 2 });
   */
  respond(answer: ReceiverAnswer, options?: { readonly times?: number }): void;
  /** Says nothing to the next `times` deliveries, once when absent, so that they time out by the world's clock. */
  hang(options?: { readonly times?: number }): void;
  /** Forgets what has come. */
  clear(): void;
  /** Its address is one that nobody answers at from now on. */
  close(): void;
}

/** What a receiver does next. */
type Behaviour = ReceiverAnswer | "hang";

/** What a receiver needs of its world. */
export interface ReceiverPorts {
  readonly now: () => number;
  readonly timeout: RealTimeout;
  readonly closed: () => void;
}

/** A receiver as its mock sees it. */
export class WorldReceiver implements MockWebhookReceiver {
  readonly url: string;
  readonly #ports: ReceiverPorts;
  readonly #received: (ReceivedWebhook & { status: number | null })[] = [];
  readonly #waiting = new Set<() => void>();
  readonly #next: Behaviour[] = [];
  #answer: Behaviour;

  constructor(url: string, answer: ReceiverAnswer, ports: ReceiverPorts) {
    this.url = url;
    this.#answer = answer;
    this.#ports = ports;
  }

  get received(): readonly ReceivedWebhook[] {
    return this.#received;
  }

  waitFor(
    filter: ReceivedWebhookFilter,
    { timeoutMs = 5000, signal }: { readonly timeoutMs?: number; readonly signal?: AbortSignal } = {},
  ): Promise<ReceivedWebhook> {
    const ofType = ({ event }: ReceivedWebhook): boolean => {
      const type: string = event.type;
      return type === filter;
    };
    const fits = typeof filter === "function" ? filter : ofType;
    const present = this.#received.find(fits);
    if (present) return Promise.resolve(present);
    return new Promise((resolve, reject) => {
      const end = (): void => {
        this.#waiting.delete(look);
        cancel();
        signal?.removeEventListener("abort", aborted);
      };
      const look = (): void => {
        const found = this.#received.find(fits);
        if (!found) return;
        end();
        resolve(found);
      };
      const aborted = (): void => {
        end();
        reject(signal!.reason as Error);
      };
      const cancel = this.#ports.timeout(() => {
        end();
        const came = this.#received.map(({ event }) => event.type).join(", ");
        const wanted = typeof filter === "function" ? "delivery that fits" : filter;
        reject(new MockError("webhook_timeout", `No ${wanted} came within ${timeoutMs} ms. The receiver got ${came || "nothing"}.`));
      }, timeoutMs);
      signal?.addEventListener("abort", aborted);
      this.#waiting.add(look);
    });
  }

  respond(answer: ReceiverAnswer, { times }: { readonly times?: number } = {}): void {
    if (times === undefined) this.#answer = answer;
    else this.#push(answer, times);
  }

  hang({ times = 1 }: { readonly times?: number } = {}): void {
    this.#push("hang", times);
  }

  clear(): void {
    this.#received.length = 0;
  }

  close(): void {
    this.#ports.closed();
  }

  /** Takes a delivery. */
  async take(headers: Readonly<Record<string, string>>, body: string): Promise<Response> {
    const event = JSON.parse(body) as WebhookEvent;
    const request = (): Request => new Request(this.url, { method: "POST", headers: { ...headers }, body });
    const attempt = this.#received.filter((one) => one.event.id === event.id).length + 1;
    const entry = { event, attempt, headers, body, receivedAt: this.#ports.now(), status: null as number | null, request };
    this.#received.push(entry);
    for (const look of this.#waiting) look();
    const behaviour = this.#next.shift() ?? this.#answer;
    if (behaviour === "hang") return new Promise(() => {});
    const response = typeof behaviour === "number" ? new Response(null, { status: behaviour }) : await behaviour(request());
    entry.status = response.status;
    return response;
  }

  #push(behaviour: Behaviour, times: number): void {
    if (!Number.isSafeInteger(times) || times < 1) throw new MockError("option_invalid", "The option times must be a whole number of at least 1.");
    for (let at = 0; at < times; at += 1) this.#next.push(behaviour);
  }
}
