import type { Permission } from "@plinto/spec";
import { limits } from "./limits.ts";
import type { SharedFrame } from "./socket-port.ts";
import type { Subscription, Topic } from "./topic.ts";
import type { TopicEvent } from "./topic-history.ts";
import { permissionOf, type TopicRights } from "./topic-rights.ts";

/** A frame of events, written. */
export interface EventsFrame extends SharedFrame {
  readonly to: number;
  readonly events: number;
}

/** What all subscribers at one position have in common. */
interface Behind {
  readonly events: readonly TopicEvent[];
  /** The permissions that decide who may read which of them. */
  readonly needed: readonly Permission[];
  /** By what the rights of a subscriber say to those. */
  readonly frames: Map<number, readonly EventsFrame[]>;
}

/** Frames that were written for one subscriber and fit others: those at the same position, with the same rights. */
export class WrittenFrames {
  readonly #behind = new Map<number, Behind>();
  /** Most subscribers are where the one before is. */
  #lastSent = -1;
  #last: Behind | undefined;

  after({ address, history }: Topic, sent: number): Behind {
    if (this.#last && this.#lastSent === sent) return this.#last;
    let behind = this.#behind.get(sent);
    if (!behind) {
      const events = history.after(sent);
      const needed = new Set(events.flatMap(({ type }) => permissionOf(address.name, type) ?? []));
      behind = { events, needed: [...needed], frames: new Map() };
      this.#behind.set(sent, behind);
    }
    this.#lastSent = sent;
    this.#last = behind;
    return behind;
  }
}

/** Everything that a topic has after the subscription's position and that it may read. */
export function framesFor({ topic, sent }: Subscription, rights: TopicRights, written: WrittenFrames): readonly EventsFrame[] {
  const { events, needed, frames: known } = written.after(topic, sent);
  if (events.length === 0) return [];
  // One binary digit for each permission.
  let key = 1;
  for (const permission of needed) key = key * 2 + (rights.can(permission) ? 1 : 0);
  let frames = known.get(key);
  if (!frames) {
    const isReadable = (type: string): boolean => {
      const permission = permissionOf(topic.address.name, type);
      return permission === undefined || rights.can(permission);
    };
    frames = write(topic, sent, events, isReadable);
    known.set(key, frames);
  }
  return frames;
}

function write(topic: Topic, sent: number, events: readonly TopicEvent[], isReadable: (type: string) => boolean): readonly EventsFrame[] {
  const { epoch, offset } = topic.history;
  const frames: EventsFrame[] = [];
  // What history has forgotten meanwhile is missing, and the frame says so by where it begins.
  let from = Math.max(sent, events[0]!.offset - 1);
  let parts: string[] = [];
  let length = 0;
  const end = (to: number): void => {
    const head = `{"kind":"events","topic":${JSON.stringify(topic.address.text)},"epoch":${JSON.stringify(epoch)},"from":${from},"to":${to},"events":[`;
    frames.push({ text: `${head}${parts.join(",")}]}`, to, events: parts.length });
    from = to;
    parts = [];
    length = 0;
  };
  for (const event of events) {
    if (!isReadable(event.type)) continue;
    if (parts.length === limits.eventsPerFrame || (parts.length > 0 && length + event.bytes + frameHead > limits.frameBytes)) end(event.offset - 1);
    parts.push(event.json);
    length += event.bytes + 1;
  }
  end(offset);
  return frames;
}

/** Room for everything in a frame that is no event. */
const frameHead = 400;
