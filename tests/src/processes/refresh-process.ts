import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** What a process was told: the session with its next token, or the code of the refusal. */
export interface Refreshed {
  readonly sessionId?: string;
  readonly successor?: string;
  readonly refused?: string;
}

/** A process that refreshes. */
export interface RefreshProcess {
  readonly pid: number;
  refresh(refreshToken: string): Promise<Refreshed>;
  end(): void;
}

/** Starts a process with a client for this server and waits until it listens. */
export async function startRefreshProcess(connection: { readonly baseUrl: string; readonly publishableKey: string }): Promise<RefreshProcess> {
  const child = fork(fileURLToPath(new URL("refresh-client.ts", import.meta.url)), [JSON.stringify(connection)], { execArgv: ["--conditions=@plinto/source"] });
  const gone = once(child, "exit").then(([code]) => {
    throw new Error(`The process of the client ended with ${String(code)}`);
  });
  // Whoever waits for a message hears of the end too; nobody else has to.
  gone.catch(() => {});
  const next = (): Promise<unknown> => Promise.race([once(child, "message").then(([message]) => message as unknown), gone]);
  await next();
  return {
    pid: child.pid!,
    async refresh(refreshToken) {
      const answer = next();
      child.send(refreshToken);
      return (await answer) as Refreshed;
    },
    end: () => void child.kill(),
  };
}
