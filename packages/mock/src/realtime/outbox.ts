import type { SharedFrame, SocketPort } from "./socket-port.ts";

/** The way to the client, on which a test can put things that happen to networks. */
export class Outbox {
  readonly #port: SocketPort;
  #stalled: string[] | undefined;
  #stalledBytes = 0;
  #bytesLeft = Number.POSITIVE_INFINITY;
  #duplicates = 0;
  #swaps = 0;
  #late: string | undefined;
  /** Whether a test has ever put anything on it. */
  #isSteered = false;

  constructor(port: SocketPort) {
    this.#port = port;
  }

  /** Bytes that wait to be written. */
  get bufferedAmount(): number {
    return this.#port.bufferedAmount + this.#stalledBytes;
  }

  /** Whether nothing leaves. */
  get isStalled(): boolean {
    return this.#stalled !== undefined;
  }

  send(text: string): void {
    this.#write(text);
  }

  /**
   * Sends a frame of events: only these are delivered twice or in another order.
   *
   * @returns bytes that wait to be written
   */
  sendEvents(frame: SharedFrame): number {
    if (!this.#isSteered && this.#port.share) return this.#port.share(frame);
    this.#sendSteered(frame.text);
    return this.bufferedAmount;
  }

  /** After so many bytes more the connection is lost. */
  cutAfter(bytes: number): void {
    this.#isSteered = true;
    this.#bytesLeft = bytes;
    if (bytes === 0) this.#port.drop();
  }

  duplicate(times: number): void {
    this.#isSteered = true;
    this.#duplicates += times;
  }

  reorder(times: number): void {
    this.#isSteered = true;
    this.#swaps += times;
  }

  stall(): void {
    this.#isSteered = true;
    this.#stalled ??= [];
  }

  resume(): void {
    const waiting = this.#stalled ?? [];
    this.#stalled = undefined;
    this.#stalledBytes = 0;
    for (const text of waiting) this.#write(text);
  }

  #sendSteered(text: string): void {
    if (this.#late === undefined && this.#swaps > 0) {
      this.#swaps -= 1;
      this.#late = text;
      return;
    }
    this.#write(text);
    if (this.#late !== undefined) {
      this.#write(this.#late);
      this.#late = undefined;
    }
    if (this.#duplicates > 0) {
      this.#duplicates -= 1;
      this.#write(text);
    }
  }

  #write(text: string): void {
    if (this.#stalled) {
      this.#stalled.push(text);
      this.#stalledBytes += bytesOf(text);
      return;
    }
    if (this.#bytesLeft !== Number.POSITIVE_INFINITY) {
      this.#bytesLeft -= bytesOf(text);
      if (this.#bytesLeft < 0) {
        this.#bytesLeft = 0;
        this.#port.drop();
        return;
      }
    }
    this.#port.send(text);
  }
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}
