/** The limits that sockets of every protocol have. */
export const socketLimits = {
  /** Until a client has said who it is. */
  authenticateMs: 10_000,
  heartbeatMs: 25_000,
  /** Questions of the heartbeat that nobody answers. */
  unansweredPings: 2,
  subscriptions: 100,
  /** Within which the clients of a server that went away come back, so that they do not all come at once. */
  drainWindowMs: 5000,
  /** What waits to be written. */
  bufferedBytes: 1_048_576,
  /** Events that a subscription can go back. */
  historyEvents: 1000,
} as const;
