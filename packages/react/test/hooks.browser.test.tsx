import { QueryClient } from "@tanstack/react-query";
import { type ReactNode, Suspense } from "react";
import { afterEach, beforeAll, expect, test } from "vitest";
import { render } from "vitest-browser-react";
import { isPlintoError } from "@plinto/core";
import * as door from "../src/query/index.ts";
import { ErrorBoundary } from "./support/error-boundary.tsx";
import { type Ground, type ReadId, makeGround } from "./support/ground.ts";
import { Around } from "./support/kit.tsx";

interface Shown {
  readonly status: string;
  readonly data?: unknown;
  readonly error?: unknown;
  readonly mutate?: (parameters: object) => void;
}

/** A generated hook, whichever it is. */
type AnyHook = (parameters?: object) => Shown;

const hooks = Object.entries(door).filter(([name]) => name.startsWith("use")) as unknown as [string, AnyHook][];
const operationOf = (name: string): string => name.replace(/^use(Suspense)?(Infinite)?/, "").replace(/^./, (first) => first.toLowerCase());
const isRead = (name: string): boolean => `useSuspense${name.replace(/^use(Suspense)?(Infinite)?/, "")}` in door;

let ground: Ground;
beforeAll(async () => {
  ground = await makeGround();
}, 30_000);
afterEach(() => {
  ground.answer = undefined;
  ground.mock.faults.clear();
});

interface Rendered {
  /** What the hook has answered while it was rendered, in order. */
  readonly seen: readonly Shown[];
  /** The first answer from now on with this status. */
  until(status: string): Promise<Shown>;
  unmount(): Promise<void>;
}

async function renderHook(name: string, useHook: AnyHook, parameters?: object): Promise<Rendered> {
  const seen: Shown[] = [];
  const waiting = new Map<string, (shown: Shown) => void>();
  const see = (shown: Shown): void => {
    seen.push(shown);
    waiting.get(shown.status)?.(shown);
  };
  function Probe(): ReactNode {
    const { status, data, error, mutate } = useHook(parameters);
    see({ status, data, error, ...(mutate && { mutate }) });
    return status;
  }
  const screen = await render(
    <Around kit={{ plinto: ground.clientFor(operationOf(name)), cache: new QueryClient() }}>
      <ErrorBoundary onError={(error) => see({ status: "thrown", error })}>
        <Suspense fallback={<Waiting onWait={() => see({ status: "suspended" })} />}>
          <Probe />
        </Suspense>
      </ErrorBoundary>
    </Around>,
  );
  return {
    seen,
    until: (status) => (seen.at(-1)?.status === status ? Promise.resolve(seen.at(-1)!) : new Promise((resolve) => waiting.set(status, resolve))),
    unmount: () => screen.unmount(),
  };
}

function Waiting({ onWait }: { readonly onWait: () => void }): ReactNode {
  onWait();
  return null;
}

/** Whatever a path may want: nothing of it is looked at, since the fault comes before everything. */
function parametersOf(operation: string): object {
  const names =
    "orgId userId teamId keyId webhookId deliveryId invitationId roleId policyId factorId challengeId passkeyId sessionId deviceId identityId key provider";
  const parameters = Object.fromEntries(names.split(" ").map((name) => [name, "x"]));
  return operation === "continueSignIn" || operation === "verifyMfaChallenge" ? { ...parameters, pendingToken: "pt_x" } : parameters;
}

const reads = hooks.filter(([name]) => isRead(name));
const changes = hooks.filter(([name]) => !isRead(name));

test("there are hooks to be tested, and none is left out", () => {
  expect(reads.length).toBeGreaterThan(150);
  expect(changes.length).toBeGreaterThan(100);
  expect(new Set(reads.map(([name]) => operationOf(name)))).toEqual(new Set(Object.keys(ground.params)));
});

test.each(reads)("%s renders loading, then data", async (name, useHook) => {
  const { seen, until, unmount } = await renderHook(name, useHook, ground.params[operationOf(name) as ReadId]);
  const { data } = await until("success");
  expect(seen[0]!.status).toBe(name.startsWith("useSuspense") ? "suspended" : "pending");
  expect(data).toBeDefined();
  if (name.includes("Infinite")) expect(data).toMatchObject({ pages: [{ data: expect.any(Array) }] });
  await unmount();
});

test.each(reads)("%s renders the error that the operation ends with", async (name, useHook) => {
  const operation = operationOf(name) as ReadId;
  ground.mock.faults.add({ operation, status: 503 });
  const { until, unmount } = await renderHook(name, useHook, ground.params[operation]);
  const { error } = await until(name.startsWith("useSuspense") ? "thrown" : "error");
  expect(isPlintoError(error, "maintenance") && error.operationId).toBe(operation);
  await unmount();
});

test.each(reads.filter(([name]) => `useInfinite${name.replace(/^use(Suspense)?(Infinite)?/, "")}` in door))(
  "%s renders an empty list",
  async (name, useHook) => {
    const page = { data: [], nextCursor: null, prevCursor: null };
    ground.answer = (answer) => (answer.ok ? Response.json(page) : answer);
    const { until, unmount } = await renderHook(name, useHook, ground.params[operationOf(name) as ReadId]);
    expect((await until("success")).data).toMatchObject(name.includes("Infinite") ? { pages: [page] } : page);
    await unmount();
  },
);

test.each(changes)("%s renders idle, loading, error and data", async (name, useHook) => {
  const operation = operationOf(name);
  ground.mock.faults.add({ operation: operation as ReadId, status: 503 });
  const { seen, until, unmount } = await renderHook(name, useHook);
  const { mutate } = await until("idle");
  mutate!(parametersOf(operation));
  const { error } = await until("error");
  expect(isPlintoError(error, "maintenance") && error.operationId).toBe(operation);
  expect(seen.map(({ status }) => status)).toContain("pending");
  ground.answer = () => Response.json({ answered: true });
  mutate!(parametersOf(operation));
  expect((await until("success")).data).toEqual({ answered: true });
  await unmount();
});
