/** The limits of a connection (spec/realtime.md, "Limits"), beside those of every socket. */
export const limits = {
  frameBytes: 65_536,
  framesPerSecond: 50,
  framesAtOnce: 100,
  refusedFrames: 200,
  unacknowledgedEvents: 1000,
  eventsPerFrame: 100,
  dataBytes: 8192,
  deadMs: 33_000,
  historyMs: 300_000,
} as const;
