/** How patient the sockets are, in milliseconds: the times of spec/realtime.md, the same for live events and for GraphQL. */

/** Without a frame for so long, the connection is dead. Until the server says how long. */
export const DEAD = 33_000;
/** So long a server may take to answer whether it lives. */
export const PROBE = 5_000;
/** A connection that lasted so long ends the back-off. */
export const UPTIME = 5_000;

/** The longest wait before an attempt, after so many: a random part of it is waited. */
export const backOffBound = (attempts: number): number => Math.min(20_000, 250 * 2 ** attempts);

/** When a credential is renewed that is good for so long. */
export const renewAfterMs = (msLeft: number): number => Math.max(1_000, msLeft * 0.8);
