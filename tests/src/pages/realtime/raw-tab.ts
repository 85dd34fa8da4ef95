import type { Browser, CDPSession } from "playwright";
import { onTestFinished } from "vitest";

/**
 * A tab by the devtools protocol alone. Playwright keeps every page of its own visible and awake, so that nothing of it is
 * ever throttled; this one is a tab as a person has it.
 */
export interface RawTab {
  readonly targetId: string;
  /** Sends a command of the devtools protocol. */
  send(method: string, parameters?: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>>;
  /** The value of an expression, awaited. */
  evaluate<T>(expression: string): Promise<T>;
  /** Resolves with the next event of this name. */
  next(method: string): Promise<void>;
}

/** Tabs that share a profile of their own. */
export interface RawProfile {
  open(url: string): Promise<RawTab>;
  /** Brings a tab to the front, and so hides the others. */
  activate(tab: RawTab): Promise<void>;
}

interface Answer {
  readonly id?: number;
  readonly method?: string;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

export async function rawProfile(browser: Browser): Promise<RawProfile> {
  const session = await browser.newBrowserCDPSession();
  const { browserContextId } = await session.send("Target.createBrowserContext");
  onTestFinished(async () => {
    await session.send("Target.disposeBrowserContext", { browserContextId });
    await session.detach();
  });
  return {
    async open(url) {
      const { targetId } = await session.send("Target.createTarget", { url, browserContextId });
      return attach(session, targetId);
    },
    async activate({ targetId }) {
      await session.send("Target.activateTarget", { targetId });
    },
  };
}

async function attach(session: CDPSession, targetId: string): Promise<RawTab> {
  const { sessionId } = await session.send("Target.attachToTarget", { targetId, flatten: false });
  const asked = new Map<number, (answer: Answer) => void>();
  const awaited = new Map<string, () => void>();
  let sent = 0;
  session.on("Target.receivedMessageFromTarget", (message) => {
    if (message.sessionId !== sessionId) return;
    const answer = JSON.parse(message.message) as Answer;
    if (answer.id !== undefined) asked.get(answer.id)?.(answer);
    else awaited.get(answer.method!)?.();
  });
  const tab: RawTab = {
    targetId,
    send: (method, params = {}) =>
      new Promise((resolve, reject) => {
        const id = ++sent;
        asked.set(id, ({ result, error }) => (error ? reject(new Error(`${method}: ${error.message}`)) : resolve(result ?? {})));
        session.send("Target.sendMessageToTarget", { sessionId, message: JSON.stringify({ id, method, params }) }).catch(reject);
      }),
    async evaluate<T>(expression: string) {
      const { result, exceptionDetails } = await tab.send("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
      if (exceptionDetails) throw new Error(`${expression}: ${JSON.stringify(exceptionDetails)}`);
      return (result as { value: T }).value;
    },
    next: (method) => new Promise((resolve) => awaited.set(method, resolve)),
  };
  return tab;
}
