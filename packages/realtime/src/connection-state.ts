/**
 * The state machine of the connection: the only place that decides what follows. Events in, effects out; it knows no
 * timers, no sockets and no clock but the time that comes with each event. States of spec/realtime.md, "States".
 */

import type { RealtimeServerFrame } from "@plinto/spec";
import { closeMeaning, readCloseHint } from "./close-codes.ts";
import { DEAD, PROBE, UPTIME, backOffBound, renewAfterMs } from "./patience.ts";

/**
 * `idle`: nobody is subscribed · `authorizing`: a credential is being fetched · `connecting`: the socket opens · `open` ·
 * `waiting`: for the next attempt · `offline`: for the network · `signed-out`: for somebody to sign in · `closed`: for good.
 */
export type ConnectionStatus = "idle" | "authorizing" | "connecting" | "open" | "waiting" | "offline" | "signed-out" | "closed";

/** What leads to a new connection. Each goes through {@link Effect} `authorize`. */
export type ConnectPath = "first" | "timer" | "online" | "visible" | "pageshow" | "wake" | "manual" | "session" | "drain" | "credential" | "hand-over";

/** The timers that the machine asks for. */
export type TimerName = "retry" | "dead" | "probe" | "renew" | "ready" | "drain" | "linger";

/** What happens to a connection. */
export type ConnectionEvent =
  | { readonly type: "want"; readonly path: "first" | "hand-over" }
  | { readonly type: "unwanted" }
  | { readonly type: "credential"; readonly token: string | null }
  | { readonly type: "credential-failed"; readonly final: boolean }
  | { readonly type: "frame"; readonly frame: RealtimeServerFrame }
  | { readonly type: "close"; readonly code: number; readonly reason: string }
  | { readonly type: "timer"; readonly name: TimerName }
  | { readonly type: "online" | "offline" | "visible" | "pageshow" | "wake" | "manual" | "stop" }
  | { readonly type: "session"; readonly changed: boolean };

/** What the interpreter has to do, in order. */
export type Effect =
  | { readonly do: "authorize"; readonly refused: boolean }
  | { readonly do: "open" }
  /** The connection is lost: closes its socket, unless that did so itself. */
  | { readonly do: "leave" }
  | { readonly do: "authenticate"; readonly token: string }
  | { readonly do: "ping" }
  | { readonly do: "timer"; readonly name: TimerName; readonly ms: number }
  | { readonly do: "cancel"; readonly name: TimerName }
  | { readonly do: "opened" }
  | { readonly do: "forget"; readonly reason: "state_lost" | "principal_changed" }
  | { readonly do: "end"; readonly code: string };

/** Everything that decides. */
export interface ConnectionState {
  readonly status: ConnectionStatus;
  /** Attempts without an uptime of five seconds. */
  readonly attempt: number;
  /** Credentials refused since the last authentication. */
  readonly refused: number;
  readonly online: boolean;
  readonly openedAt: number;
  readonly lastFrameAt: number;
  readonly deadMs: number;
  /** When the timer `dead` falls due: long after that, the machine has slept. */
  readonly deadAt: number;
  readonly probing: boolean;
  readonly renewing: boolean;
  /** The time at which the credential ends. */
  readonly expiresAt: number;
  /** What the socket is to say, until it is said. */
  readonly token?: string | undefined;
  /** What the socket said last. */
  readonly said?: string | undefined;
}

/** A state, what to do, and why, for people. */
export interface ConnectionStep {
  readonly state: ConnectionState;
  readonly effects: readonly Effect[];
  readonly reason: string;
}

// Times in milliseconds that are this socket's alone.
const READY = 10_000;
const AGAIN = 1_000;
const LINGER = 1_000;
const SLEEP = 5_000;

/** Where every connection begins. */
export const initialConnection = (online: boolean): ConnectionState => ({
  status: "idle",
  attempt: 0,
  refused: 0,
  online,
  openedAt: 0,
  lastFrameAt: 0,
  deadMs: DEAD,
  deadAt: 0,
  probing: false,
  renewing: false,
  expiresAt: 0,
});

type Draft = { -readonly [Key in keyof ConnectionState]: ConnectionState[Key] };

/**
 * The state after `event`.
 *
 * @param at milliseconds since the epoch
 * @param random from 0 to 1, for the jitter
 */
export function connectionStep(before: ConnectionState, event: ConnectionEvent, at: number, random: number): ConnectionStep {
  const state: Draft = { ...before };
  const effects: Effect[] = [];
  const has = (...statuses: ConnectionStatus[]): boolean => statuses.includes(state.status);
  const timer = (name: TimerName, ms: number): unknown => effects.push({ do: "timer", name, ms });
  const cancel = (...names: TimerName[]): void => names.forEach((name) => effects.push({ do: "cancel", name }));
  const step = (reason: string): ConnectionStep => ({ state, effects, reason });

  /** The one gate: no path to a socket but through a fresh credential. */
  const gate = (path: ConnectPath): ConnectionStep => {
    leave();
    state.status = "authorizing";
    effects.push({ do: "authorize", refused: state.refused > 0 });
    return step(path);
  };
  const leave = (): void => {
    if (has("connecting", "open")) effects.push({ do: "leave" });
    if (has("open") && at - state.openedAt >= UPTIME) state.attempt = 0;
    cancel("retry", "dead", "probe", "renew", "ready", "drain");
    Object.assign(state, { token: undefined, probing: false, renewing: false });
  };
  const wait = (reason: string, hinted?: number): ConnectionStep => {
    leave();
    if (!state.online) {
      state.status = "offline";
      return step(reason);
    }
    // Counted here: offline no attempt follows.
    const ms = hinted ?? random * backOffBound(state.attempt++);
    state.status = "waiting";
    timer("retry", ms);
    return step(`${reason}; next attempt in ${Math.round(ms)} ms`);
  };
  const end = (reason: string, code: string): ConnectionStep => {
    leave();
    cancel("linger");
    state.status = "closed";
    effects.push({ do: "end", code });
    return step(reason);
  };
  const probe = (reason: string): ConnectionStep => {
    if (!state.probing) {
      state.probing = true;
      effects.push({ do: "ping" });
      timer("probe", PROBE);
    }
    return step(`${reason}: asked whether the server lives`);
  };
  const awaitDeath = (ms: number): void => {
    state.deadAt = at + ms;
    timer("dead", ms);
  };
  const renewLater = (): void => {
    timer("renew", renewAfterMs(state.expiresAt - at));
  };

  if (has("closed")) return step("");
  switch (event.type) {
    case "want":
      cancel("linger");
      return has("idle") ? gate(event.path) : step("");
    case "unwanted":
      timer("linger", LINGER);
      return step("");
    case "stop":
      return end("closed by the program", "closed");
    case "credential": {
      const { token } = event;
      if (state.renewing) {
        state.renewing = false;
        if (token === state.said) {
          // The session gives what is still good, and gets another one meanwhile.
          timer("renew", AGAIN);
          return step("");
        }
        if (token !== null) {
          state.said = token;
          effects.push({ do: "authenticate", token });
          return step("renewal");
        }
      } else if (!has("authorizing")) return step("");
      if (token === null) {
        leave();
        state.status = "signed-out";
        return step("nobody is signed in");
      }
      Object.assign(state, { status: "connecting", token });
      effects.push({ do: "open" });
      timer("ready", READY);
      return step("credential");
    }
    case "credential-failed":
      if (state.renewing) {
        state.renewing = false;
        renewLater();
        return step("the credential could not be renewed yet");
      }
      if (!has("authorizing")) return step("");
      return event.final ? end("no credential", "credential_failed") : wait("no credential");
    case "frame":
      return takeFrame(event.frame);
    case "close":
      return has("connecting", "open") ? takeClose(event.code, event.reason) : step("");
    case "timer":
      return takeTimer(event.name);
    case "session":
      if (event.changed) effects.push({ do: "forget", reason: "principal_changed" });
      return has("idle", "offline") ? step("") : gate("session");
    case "offline":
      state.online = false;
      if (!has("waiting")) return step("");
      cancel("retry");
      state.status = "offline";
      return step("no network");
    case "manual":
      return has("idle") ? step("") : gate("manual");
    default:
      if (event.type === "online") state.online = true;
      return has("waiting", "offline") && state.online ? gate(event.type) : has("open") ? probe(event.type) : step("");
  }

  function takeFrame(frame: RealtimeServerFrame): ConnectionStep {
    if (!has("connecting", "open")) return step("");
    state.lastFrameAt = at;
    state.probing = false;
    cancel("probe");
    if (frame.kind === "connection") {
      if (state.token === undefined) return step("");
      state.deadMs = frame.deadSeconds * 1_000;
      effects.push({ do: "authenticate", token: state.token });
      Object.assign(state, { token: undefined, said: state.token });
      awaitDeath(state.deadMs);
    } else if (frame.kind === "authentication") {
      state.refused = 0;
      cancel("renew");
      if (frame.expiresInSeconds !== null) {
        state.expiresAt = at + frame.expiresInSeconds * 1_000;
        renewLater();
      }
      if (has("open")) return step("");
      Object.assign(state, { status: "open", openedAt: at });
      cancel("ready");
      effects.push({ do: "opened" });
      return step("authenticated");
    } else if (frame.kind === "drain") {
      timer("drain", frame.delayMs + random * frame.windowMs);
      return step("the server goes away");
    }
    return step("");
  }

  function takeClose(code: number, text: string): ConnectionStep {
    const { code: name, delayMs, windowMs } = readCloseHint(text);
    const reason = `close ${code}${name ? ` ${name}` : ""}`;
    const ends = (): ConnectionStep => end(reason, name ?? `close_${code}`);
    switch (closeMeaning(code)) {
      case "final":
        return ends();
      case "renew":
        return ++state.refused > 1 ? ends() : gate("credential");
      case "lost":
        effects.push({ do: "forget", reason: "state_lost" });
        return wait(reason);
      case "later":
        return wait(reason, delayMs === undefined && windowMs === undefined ? undefined : (delayMs ?? 0) + random * (windowMs ?? 0));
      default:
        return wait(reason);
    }
  }

  function takeTimer(name: TimerName): ConnectionStep {
    switch (name) {
      case "retry":
        return has("waiting") ? gate("timer") : step("");
      case "ready":
        return has("connecting") ? wait("no authentication within ten seconds") : step("");
      case "probe":
        return state.probing ? wait("no frame after a ping: dead") : step("");
      case "drain":
        return has("open") ? gate("drain") : step("");
      case "linger":
        leave();
        state.status = "idle";
        return step("nobody is subscribed");
      case "renew":
        if (!has("open") || state.renewing) return step("");
        state.renewing = true;
        effects.push({ do: "authorize", refused: false });
        return step("");
      default:
        return takeDeath();
    }
  }

  function takeDeath(): ConnectionStep {
    if (!has("connecting", "open")) return step("");
    // A clock that was set back says nothing about silence.
    state.lastFrameAt = Math.min(at, state.lastFrameAt);
    const left = state.deadMs - (at - state.lastFrameAt);
    if (left > 0) {
      awaitDeath(left);
      return step("");
    }
    if (at - state.deadAt < SLEEP) return wait("no frame: dead");
    // The timer is far too late: the machine slept, and frames may be waiting behind this.
    awaitDeath(state.deadMs);
    return probe("wake");
  }
}
