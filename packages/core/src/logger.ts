/** Leveled log lines, without tokens. */

import { writeToConsole } from "./platform.ts";
import type { Clock, LogEntry } from "./ports.ts";

export type { LogEntry };

/** Levels from the quietest to the most talkative. */
const LEVELS = ["off", "error", "warn", "info", "debug"] as const;

/** How much is logged. Default `warn`. */
export type LogLevel = (typeof LEVELS)[number];

/**
 * Where the log goes.
 *
 * @example
 * createPlinto({ baseUrl, logger: { level: "info", write: (entry) => pino.info(entry) } });
 */
export interface LoggerOptions {
  /** Lines above this level are not made. Default `warn`. */
  level?: LogLevel;
  /** Receives each line. Default: the console. */
  write?: (entry: LogEntry) => void;
}

/** Writes a line; `facts` are only asked for when the level is on. */
export type Log = (level: LogEntry["level"], message: string, facts?: () => Record<string, unknown>) => void;

/** Makes the log function of a client. */
export function createLog({ level = "warn", write = writeToConsole }: LoggerOptions | undefined = {}, clock: Clock): Log {
  return (lineLevel, message, facts) => {
    if (LEVELS.indexOf(lineLevel) <= LEVELS.indexOf(level)) {
      write({ ...facts?.(), level: lineLevel, message, at: clock.now() });
    }
  };
}
