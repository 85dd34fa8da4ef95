/** Does what the state machine says: opens sockets, keeps timers, asks for topics, and relays what arrives. */

import type { Clock, Random } from "@plinto/core";
import { isPlintoError } from "@plinto/core";
import type { RealtimeClientFrame, RealtimeServerFrame, RealtimeServerPing } from "@plinto/spec";
import { type ConnectionEvent, type Effect, type TimerName, connectionStep, initialConnection } from "./connection-state.ts";
import { type Ended, refusal } from "./errors.ts";
import { guard } from "./guard.ts";
import { jitter } from "./jitter.ts";
import type { Journal } from "./journal.ts";
import type { Link, Relay } from "./link.ts";
import type { Page, Socket, SocketConstructor } from "./ports.ts";
import { createSending } from "./sending.ts";
import { subprotocol } from "./generated/topics.ts";
import { type TopicState, askedPlace, forgetPlace, isBehind, receiveAnswer, receiveEvents } from "./topic-state.ts";

/** What an engine runs on. */
export interface EngineOptions {
  readonly url: string;
  readonly WebSocket: SocketConstructor;
  readonly credential: (refused: boolean) => Promise<string | null>;
  readonly clock: Clock;
  readonly random: Random;
  readonly page: Page;
  readonly journal: Journal;
  /** `hand-over`: it takes over from another tab. */
  readonly path: "first" | "hand-over";
  readonly relay: (relay: Relay) => void;
  /** Must not throw. */
  readonly onStatus: () => void;
  readonly report: (message: string) => void;
}

/** A link over a socket of its own. */
export interface Engine extends Link {
  /** When the last frame came, in milliseconds since the epoch; 0 before. */
  readonly heardAt: number;
  /** Why it will not connect again. */
  readonly ended: Ended | undefined;
  /** Somebody signed in or out; `changed`: somebody else than before. */
  sessionChanged(changed: boolean): void;
}

interface Topic {
  state: TopicState;
  /** The id of the subscription that is under way. */
  asked?: string | undefined;
}

/** Acknowledged at the latest after this many events. */
const ACKNOWLEDGE_AFTER = 100;

export function createEngine(options: EngineOptions): Engine {
  const { clock, page, journal, relay } = options;
  const topics = new Map<string, Topic>();
  const timers = new Map<TimerName, () => void>();
  const queue: ConnectionEvent[] = [];
  let state = initialConnection(page.isOnline());
  let socket: Socket | undefined;
  let running = false;
  let ids = 0;
  let authorization = 0;
  let unacknowledged = 0;
  let ended: Ended | undefined;

  const transmit = (frame: RealtimeClientFrame): void => socket?.send(JSON.stringify(frame));
  const newId = (): string => String(++ids);
  const sending = createSending(
    clock,
    (frame) => {
      if (state.status !== "open") return undefined;
      const id = newId();
      transmit({ ...frame, id });
      return id;
    },
    () => release(),
  );

  const dispatch = (event: ConnectionEvent): void => {
    queue.push(event);
    if (running) return;
    running = true;
    for (let next = queue.shift(); next; next = queue.shift()) {
      const at = clock.now();
      const from = state.status;
      const { state: after, effects, reason } = connectionStep(state, next, at, jitter(options.random));
      state = after;
      if (reason) journal.add({ at, from, to: after.status, reason });
      // A socket that throws, for example, keeps nothing else from being done.
      for (const effect of effects)
        guard(
          () => perform(effect),
          () => options.report(`The connection could not do: ${effect.do}; the client goes on`),
        );
      if (from !== after.status) options.onStatus();
    }
    running = false;
  };

  const perform = (effect: Effect): void => {
    switch (effect.do) {
      case "authorize":
        return authorize(effect.refused);
      case "open":
        return open();
      case "leave":
        return leave();
      case "authenticate":
        return transmit({ kind: "authentication", id: newId(), token: effect.token });
      case "ping":
        return transmit({ kind: "ping", id: newId() });
      case "timer":
        timers.get(effect.name)?.();
        timers.set(
          effect.name,
          clock.setTimeout(() => dispatch({ type: "timer", name: effect.name }), effect.ms),
        );
        return;
      case "cancel":
        timers.get(effect.name)?.();
        timers.delete(effect.name);
        return;
      case "opened":
        for (const name of topics.keys()) ask(name);
        return sending.flush();
      case "forget":
        for (const [topic, entry] of topics) {
          entry.state = forgetPlace(entry.state, effect.reason);
          relay({ topic, forgotten: effect.reason });
        }
        return;
      case "end":
        return end(effect.code);
    }
  };

  const authorize = (refused: boolean): void => {
    const mine = ++authorization;
    options.credential(refused).then(
      (token) => mine === authorization && dispatch({ type: "credential", token }),
      (error: unknown) => mine === authorization && dispatch({ type: "credential-failed", final: isPlintoError(error) && error.kind === "config" }),
    );
  };

  const open = (): void => {
    let opened: Socket;
    try {
      opened = new options.WebSocket(options.url, [subprotocol]);
    } catch {
      return dispatch({ type: "close", code: 1006, reason: "" });
    }
    socket = opened;
    opened.onmessage = ({ data }) => socket === opened && receive(data);
    opened.onclose = ({ code, reason }) => {
      if (socket !== opened) return;
      socket = undefined;
      dispatch({ type: "close", code, reason });
    };
    // A close follows, which says more.
    opened.onerror = () => {};
  };

  const leave = (): void => {
    const left = socket;
    socket = undefined;
    unacknowledged = 0;
    for (const [topic, entry] of topics) {
      entry.asked = undefined;
      relay({ topic, away: true });
    }
    sending.lose();
    // Last, since it may throw.
    left?.close(1000);
  };

  const end = (code: string): void => {
    sending.close();
    authorization++;
    stopPage();
    ended = { code, message: `The connection ended: ${code}` };
    // Who subscribes because of an end is told after the others, and is not among these.
    for (const topic of topics.keys()) endTopic(topic, ended);
  };

  const endTopic = (topic: string, reason: Ended): void => {
    topics.delete(topic);
    relay({ topic, ended: reason });
    release();
  };

  const release = (): void => {
    if (topics.size + sending.size === 0) dispatch({ type: "unwanted" });
  };

  const ask = (topic: string): void => {
    const entry = topics.get(topic);
    if (!entry || state.status !== "open") return;
    entry.asked = newId();
    transmit({ kind: "subscription", id: entry.asked, topic, ...askedPlace(entry.state) });
  };

  const receive = (data: unknown): void => {
    const frame = readFrame(data);
    if (!frame) return;
    dispatch({ type: "frame", frame });
    const entry = "topic" in frame && typeof frame.topic === "string" ? topics.get(frame.topic) : undefined;
    switch (frame.kind) {
      case "events": {
        if (!entry) return;
        unacknowledged += frame.events.length;
        const before = entry.state;
        const { state: after, behind } = receiveEvents(before, frame);
        entry.state = after;
        if (behind && entry.asked === undefined) ask(frame.topic);
        if (after !== before) relay({ topic: frame.topic, frame });
        if (unacknowledged >= ACKNOWLEDGE_AFTER) acknowledge();
        return;
      }
      case "subscription": {
        // The answer to an earlier question says nothing about now.
        if (!entry || entry.asked !== frame.id) return;
        entry.asked = undefined;
        // Who asks without a place misses nothing; another tab may have one, and then asks for more.
        const isFirst = !entry.state.place;
        entry.state = receiveAnswer(entry.state, frame).state;
        relay({ topic: frame.topic, frame: isFirst ? { ...frame, recovered: true } : frame });
        return;
      }
      case "unsubscription":
        if (entry && frame.id === undefined) endTopic(frame.topic, { code: frame.reason, message: `The server ended the subscription: ${frame.reason}` });
        return;
      case "message":
      case "notification":
        if ("id" in frame) sending.accept(frame.id, frame.messageId);
        else if (entry) relay({ topic: frame.topic, frame });
        return;
      case "error": {
        const { id, code, message, retryAfterMs } = frame;
        if (typeof id !== "string" || sending.refuse(id, refusal({ code, message, retryAfterMs }))) return;
        const topic = [...topics].find(([, { asked }]) => asked === id)?.[0];
        if (topic === undefined) return;
        if (retryAfterMs === undefined) return endTopic(topic, { code, message });
        clock.setTimeout(() => topics.get(topic)?.asked === id && ask(topic), retryAfterMs);
        return;
      }
      case "ping":
        return heartbeat(frame);
      default:
    }
  };

  const heartbeat = ({ positions }: RealtimeServerPing): void => {
    acknowledge();
    for (const [topic, entry] of topics) {
      const position = positions.find((candidate) => candidate.topic === topic);
      if (!position || isBehind(entry.state, position)) ask(topic);
    }
  };

  const acknowledge = (): void => {
    unacknowledged = 0;
    const positions = [...topics].flatMap(([topic, { state: known }]) => {
      const place = askedPlace(known);
      return place ? [{ topic, ...place }] : [];
    });
    transmit({ kind: "pong", positions });
  };

  const stopPage = page.subscribe((signal) => {
    if (signal !== "hidden") dispatch({ type: signal });
  });
  const want = (): void => dispatch({ type: "want", path: options.path });

  return {
    get status() {
      return state.status;
    },
    get heardAt() {
      return state.lastFrameAt;
    },
    get ended() {
      return ended;
    },
    ensure(topic, place) {
      const final = ended;
      // Later, since who subscribes has nothing to listen with yet.
      if (final) return void Promise.resolve().then(() => relay({ topic, ended: final }));
      const entry = topics.get(topic);
      if (!entry) {
        topics.set(topic, { state: place ? { place } : {} });
        ask(topic);
        return want();
      }
      const known = entry.state.place;
      if (!known || entry.state.lost) return;
      if (place && place.epoch === known.epoch && place.offset < known.offset) {
        // From an earlier place everything comes again, and who has it drops it.
        entry.state = { ...entry.state, place };
        ask(topic);
      } else relay({ topic, frame: { kind: "subscription", id: "0", topic, ...known, recovered: true } });
    },
    drop(topic) {
      if (!topics.delete(topic)) return;
      if (state.status === "open") transmit({ kind: "unsubscription", id: newId(), topic });
      release();
    },
    send(frame) {
      if (ended) return Promise.reject(refusal(ended));
      const sent = sending.add(frame);
      want();
      return sent;
    },
    sessionChanged: (changed) => dispatch({ type: "session", changed }),
    reconnect: () => dispatch({ type: "manual" }),
    close: () => dispatch({ type: "stop" }),
  };
}

/** A frame of the server; what is none is dropped, since newer servers may send what this version does not know. */
function readFrame(data: unknown): RealtimeServerFrame | undefined {
  if (typeof data !== "string") return undefined;
  try {
    const frame: unknown = JSON.parse(data);
    return typeof (frame as { kind?: unknown } | null)?.kind === "string" ? (frame as RealtimeServerFrame) : undefined;
  } catch {
    return undefined;
  }
}
