import type { EventEnvelope } from "../domain/events/envelope.ts";
import { limits } from "./limits.ts";
import { socketLimits } from "./socket-limits.ts";

/** An event at its place in a topic. */
export interface TopicEvent {
  readonly offset: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly type: string;
  /** As it stands in a frame. */
  readonly json: string;
  /** How long that is in UTF-8. */
  readonly bytes: number;
}

/** The last events of a topic, by offset. */
export class TopicHistory {
  #epoch: string;
  #events: TopicEvent[] = [];
  #offset = 0;
  /** Where somebody became a member, or became one again: what came before is not for that person. */
  readonly #begun = new Map<string, number>();

  constructor(epoch: string) {
    this.#epoch = epoch;
  }

  get epoch(): string {
    return this.#epoch;
  }

  /** The offset of the newest event there ever was. */
  get offset(): number {
    return this.#offset;
  }

  append(event: EventEnvelope, at: number): void {
    this.#offset += 1;
    const json = `{"offset":${this.#offset},"event":${JSON.stringify(event)}}`;
    this.#events.push({ offset: this.#offset, at, type: event.type, json, bytes: new TextEncoder().encode(json).length });
    // Cut in larger pieces, so that each event does not move all others.
    if (this.#events.length >= socketLimits.historyEvents * 2) this.#events = this.#events.slice(-socketLimits.historyEvents);
  }

  /** A membership begins here. */
  beginFor(userId: string): void {
    const reached = this.#events[0]?.offset ?? this.#offset;
    for (const [other, offset] of this.#begun) if (offset < reached) this.#begun.delete(other);
    this.#begun.set(userId, this.#offset);
  }

  /** Whether everything after a position is still here, and was for this person when it happened. */
  reaches(epoch: string, offset: number, now: number, userId?: string): boolean {
    if (epoch !== this.#epoch || offset > this.#offset) return false;
    if (userId !== undefined && offset < (this.#begun.get(userId) ?? 0)) return false;
    const first = this.#kept(now)[0];
    return offset >= (first ? first.offset - 1 : this.#offset);
  }

  /** The events after an offset, whether or not they may still be recovered. */
  after(offset: number): readonly TopicEvent[] {
    const first = this.#events[0];
    return first ? this.#events.slice(Math.max(0, offset - first.offset + 1)) : [];
  }

  /** Offsets start anew. */
  restart(epoch: string): void {
    this.#epoch = epoch;
    this.#events = [];
    this.#offset = 0;
    this.#begun.clear();
  }

  /** Forgets what was, and goes on counting. */
  truncate(): void {
    this.#events = [];
  }

  #kept(now: number): readonly TopicEvent[] {
    const recent = this.#events.slice(-socketLimits.historyEvents);
    const first = recent.findIndex((event) => now - event.at <= limits.historyMs);
    return first === -1 ? [] : recent.slice(first);
  }
}
