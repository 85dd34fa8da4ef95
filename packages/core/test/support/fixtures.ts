/** Sessions as a server would issue them, and clients to hold them. */

import type { OperationTree } from "../../src/bind-tree.ts";
import { type Client, createClient } from "../../src/client.ts";
import type { LogEntry, Random } from "../../src/ports.ts";
import type { TransportOptions } from "../../src/options.ts";
import { type PlintoMembers, type PlintoOptions, assemble } from "../../src/assemble.ts";
import type { PlintoPromise } from "../../src/promise.ts";
import type { PlintoError } from "../../src/errors.ts";
import { memoryStorage } from "../../src/session/storage.ts";
import { ManualClock } from "./manual-clock.ts";
import { ScriptedServer, json } from "./scripted-server.ts";

export const BASE_URL = "https://api.test";

/** Bytes that count up: every key and id of a test is another one, and the same in every run. */
export function countingRandom(): Random {
  let next = 0;
  return { bytes: (length) => Uint8Array.from({ length }, () => next++ % 256) };
}

export const user = { id: "usr_1", email: "ada@acme.test", name: "Ada" };

/** A session with tokens `at_<n>` and `rt_<n>`, valid for five minutes. */
export const issued = (n: number, more: object = {}): any => ({
  id: "ses_1",
  userId: "usr_1",
  organizationId: "org_own",
  organizationRole: "admin",
  authenticationMethods: ["pwd"],
  authenticatedAt: "2030-01-01T00:00:00.000Z",
  createdAt: "2030-01-01T00:00:00.000Z",
  expiresAt: "2030-04-01T00:00:00.000Z",
  accessToken: `at_${n}`,
  accessTokenExpiresAt: "2030-01-01T00:05:00.000Z",
  expiresInSeconds: 300,
  refreshToken: `rt_${n}`,
  ...more,
});

export const complete = (n: number, more: object = {}): any => ({ status: "complete", session: issued(n, more), user });

export const operations = {
  signIn: "signIn POST /v1/auth/sign-in anonymous session=start",
  acceptInvitation: "acceptInvitation POST /v1/invitations/accept session=start within=signIn",
  continueSignIn: "continueSignIn POST /v1/auth/continue session=pending pending",
  enrollTotp: "enrollTotp POST /v1/mfa/totp pending",
  sendOtp: "sendOtp POST /v1/auth/otp anonymous device",
  signOut: "signOut POST /v1/auth/sign-out session=end",
  refreshSession: "refreshSession POST /v1/auth/refresh anonymous session=rotate",
  switchOrganization: "switchOrganization POST /v1/auth/switch-organization session=switch",
  getMe: "getMe GET /v1/users/me",
  getOrganization: "getOrganization GET /v1/organizations/{orgId}",
  createOrganization: "createOrganization POST /v1/organizations",
  updateOrganization: "updateOrganization PATCH /v1/organizations/{orgId}",
  deleteOrganization: "deleteOrganization DELETE /v1/organizations/{orgId}",
  listMembers: "listMembers GET /v1/organizations/{orgId}/members list",
  getHealth: "getHealth GET /v1/health anonymous",
  importUsers: "importUsers POST /v1/users/import rawBody query=dryRun",
} as const satisfies OperationTree;

/** A facade small enough to be read at a glance: these operations, without resources. */
export type TestFacade = Record<keyof typeof operations, (parameters?: object, options?: object) => PlintoPromise<any, PlintoError>>;

export type TestPlinto = TestFacade & PlintoMembers<TestFacade, TestFacade>;

export interface KitOptions extends Partial<Omit<PlintoOptions, "clock">> {
  /** Server of another kit, for a second tab. */
  server?: ScriptedServer;
  clock?: ManualClock;
}

export interface Kit<T> {
  readonly plinto: T;
  readonly server: ScriptedServer;
  readonly clock: ManualClock;
  readonly log: LogEntry[];
}

/** A client without a session, on a scripted server and a clock that stands still. */
export function transportKit(options: Partial<TransportOptions> = {}): { client: Client; server: ScriptedServer; clock: ManualClock; log: LogEntry[] } {
  const server = new ScriptedServer();
  const clock = new ManualClock();
  const log: LogEntry[] = [];
  const logger = { level: "debug", write: (entry: LogEntry) => void log.push(entry) } as const;
  const client = createClient({ baseUrl: BASE_URL, fetch: server.fetch, clock, random: countingRandom(), logger, ...options });
  return { client, server, clock, log };
}

/** A client with a session in memory. */
export function sessionKit({ server = new ScriptedServer(), clock = new ManualClock(), ...options }: KitOptions = {}): Kit<TestPlinto> {
  const log: LogEntry[] = [];
  const logger = { level: "debug", write: (entry: LogEntry) => void log.push(entry) } as const;
  const plinto = assemble<TestFacade, TestFacade>(operations, {
    baseUrl: BASE_URL,
    publishableKey: "pk_test_1",
    fetch: server.fetch,
    clock,
    random: countingRandom(),
    storage: memoryStorage(),
    logger,
    ...options,
  });
  return { plinto, server, clock, log };
}

/** A kit that is signed in with the tokens number 1, on a server that refreshes to number 2 and so on. */
export async function signedInKit(options: KitOptions = {}): Promise<Kit<TestPlinto>> {
  const kit = sessionKit(options);
  kit.server
    .on("POST /v1/auth/sign-in", () => json(complete(1)))
    .on("POST /v1/auth/refresh", ({ json: body }) => json(issued(Number(/\d+$/.exec(body.refreshToken)?.[0]) + 1)))
    .on("GET /v1/users/me", () => json(user));
  await kit.plinto.signIn({ email: user.email, password: "correct horse" });
  return kit;
}

/** The error that a promise rejects with. */
export async function rejection(promise: PromiseLike<unknown>): Promise<any> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("The promise was expected to reject");
}
