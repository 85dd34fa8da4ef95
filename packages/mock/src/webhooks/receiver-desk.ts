import { answerOf, type Deliver } from "./deliver.ts";
import { WorldReceiver, type MockWebhookReceiver, type ReceiverOptions, type ReceiverPorts } from "./receiver.ts";

/** The receivers of one world by their addresses. */
export class ReceiverDesk {
  readonly #ports: Omit<ReceiverPorts, "closed">;
  readonly #receivers = new Map<string, WorldReceiver>();
  #made = 0;

  constructor(ports: Omit<ReceiverPorts, "closed">) {
    this.#ports = ports;
  }

  open({ answer = 204 }: ReceiverOptions): MockWebhookReceiver {
    this.#made += 1;
    // RFC 6761: nobody else has an address below `.test`.
    const url = `https://receiver.plinto.test/${this.#made}`;
    const receiver = new WorldReceiver(url, answer, { ...this.#ports, closed: () => void this.#receivers.delete(url) });
    this.#receivers.set(url, receiver);
    return receiver;
  }

  /** The way to the receiver at an address, if it is one of these. */
  find(url: string): Deliver | undefined {
    const receiver = this.#receivers.get(url);
    if (!receiver) return undefined;
    return async ({ headers, body }) => answerOf(await receiver.take(headers, body));
  }
}
