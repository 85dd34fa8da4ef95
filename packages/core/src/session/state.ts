/** The state machine of a session: the only place that decides which state follows. */

/**
 * `signed-out`: nobody · `pending`: a sign-in has a further step · `active` · `refreshing`: active, and a new token is
 * being fetched · `offline`: signed in, but the last refresh got no answer · `expired`: the server ended the session.
 */
export type PlintoSessionStatus = "signed-out" | "pending" | "active" | "refreshing" | "offline" | "expired";

/**
 * `challenge`: a sign-in needs a further step · `activate`: a session is there, new, restored or from another tab ·
 * `refresh`: a refresh begins · `settle`: it has ended and the session goes on · `lose`: it got no answer ·
 * `refuse`: the server ended the session · `end`: the person did, here or in another tab.
 */
export type SessionEvent = "challenge" | "activate" | "refresh" | "settle" | "lose" | "refuse" | "end";

const TRANSITIONS: Readonly<Record<SessionEvent, Partial<Record<PlintoSessionStatus, PlintoSessionStatus>>>> = {
  // A second sign-in beside a session does not touch the session until it is complete.
  challenge: { "signed-out": "pending", expired: "pending" },
  activate: { "signed-out": "active", pending: "active", refreshing: "active", offline: "active", expired: "active" },
  refresh: { active: "refreshing", offline: "refreshing" },
  settle: { refreshing: "active" },
  lose: { refreshing: "offline" },
  refuse: { active: "expired", refreshing: "expired", offline: "expired" },
  end: { pending: "signed-out", active: "signed-out", refreshing: "signed-out", offline: "signed-out", expired: "signed-out" },
};

/** The state after `event`; an event that does not belong to a state changes nothing. */
export const transition = (status: PlintoSessionStatus, event: SessionEvent): PlintoSessionStatus => TRANSITIONS[event][status] ?? status;
