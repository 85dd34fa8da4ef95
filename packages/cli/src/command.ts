/** What a command needs from the terminal it runs in. */
export interface Terminal {
  out(line: string): void;
  error(line: string): void;
  /** Resolves when the process shall end. */
  untilStopped(): Promise<void>;
}

/** One command: its name, what it does in a line, and its behaviour. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  readonly usage: string;
  run(args: string[], terminal: Terminal): Promise<void>;
}
