/** Who is signed in, with which token, and how the token is kept fresh. */

import { type PlintoError, isPlintoError } from "../errors.ts";
import type { RefreshEvent } from "../hooks.ts";
import { call } from "../operation.ts";
import type { OperationLine } from "../operation-descriptor.ts";
import { randomHex } from "../transport/random-hex.ts";
import type { Client } from "../transport/stage.ts";
import { createAccountStore } from "./account-store.ts";
import { type Account, type Accounts, type HeldToken, findAccount, replaceAccount, splitIssued, withAccount, withoutAccount } from "./accounts.ts";
import { withLock } from "./lock.ts";
import type { CurrentSession, PlintoSession, TokenOptions } from "./session.ts";
import { type SessionEvent, type PlintoSessionStatus, transition } from "./state.ts";
import type { SessionStorage } from "./storage.ts";
import type { FinishedSignIn, IssuedSession, PendingSignIn, SessionUser } from "./wire.ts";

/** The session as the stages of the pipeline see it. */
export interface SessionManager extends PlintoSession {
  /**
   * Somebody begins to sign in or out. What it answers tells later whether that still counts: not when `signal` has aborted,
   * and not when one that was begun after it has counted.
   */
  attempt(signal?: AbortSignal): () => unknown;
  /**
   * Replaces what was active by a finished sign-in, or remembers an unfinished one, if it still counts. Else it answers
   * nothing, and what was finished is ended at the server.
   */
  begin(signIn: FinishedSignIn | PendingSignIn, sentAtMs: number, counts: () => unknown, device?: string | null): Promise<unknown>;
  /** Drops the unfinished sign-in of this token, here and where it is stored. */
  forget(pendingToken: string): Promise<void>;
  /** Stores newer tokens of a session; `used`: the account that they were asked for with, when it was by refresh. */
  install(sessionId: string, issued: IssuedSession, sentAtMs: number, used?: Account): Promise<void>;
  /** Takes what the API says of the person now. */
  know(user: SessionUser): Promise<void>;
  /** Ends this session on this device, and any unfinished sign-in; `refuse` when the server did. */
  end(event: "end" | "refuse", sessionId: string | undefined): Promise<void>;
  /** Told of a 401; true when a replay makes sense. */
  renew(refused: string, error: PlintoError): Promise<boolean>;
  /** The active account with its tokens. */
  account(): Account | undefined;
  /** The name of this device, where the storage lasts; none behind an endpoint, whose server holds the session. */
  device(): Promise<string | null>;
}

export interface SessionOptions {
  /** For the session's own requests; has no session itself. */
  readonly client: Client;
  readonly storage: SessionStorage;
}

const REFRESH: OperationLine = "refreshSession POST /v1/auth/refresh anonymous session=rotate";
const GET_ME: OperationLine = "getMe GET /v1/users/me";
/** To the API itself: an endpoint would drop the cookie of another session. */
const SIGN_OUT: OperationLine = "signOut POST /v1/auth/sign-out";

const bearing = ({ accessToken }: IssuedSession): { headers: { authorization: string } } => ({ headers: { authorization: `Bearer ${accessToken}` } });

/** After a refresh without answer, a token that is still valid is used this long before the next attempt. */
const QUIET_MS = 30_000;

/** The server's word that a session is over; any other refusal of a refresh leaves it alone. */
const isOver = (error: unknown): boolean => isPlintoError(error) && error.status === 401 && /^(refresh_token|session|device)_/.test(error.code);

/** Whether the server has answered for good; anything else leaves open whether the token was traded. */
const isDecided = (error: unknown): boolean => isPlintoError(error) && !!error.status && error.status < 500 && !error.retryable;

/** Names what a token is asked for; empty for the session's own. */
const targetOf = ({ organizationId, audience }: TokenOptions): string => (organizationId || audience ? `${organizationId} ${audience}` : "");

const stampOf = ({ session, generation }: Account): string => `${session.id} ${generation}`;

/** Opens the session and begins to read the storage. */
export function createSession({ client, storage }: SessionOptions): SessionManager {
  const { baseUrl, transport } = client;
  const { clock, log, hooks, locks, channel, sessionEndpoint, publishableKey = "" } = transport;
  const key = `plinto:${baseUrl}:${publishableKey}`;

  let status: PlintoSessionStatus = "signed-out";
  let current: CurrentSession | null = null;
  /** The unfinished sign-in that was begun here. The stored one may be another tab's, and is taken when there is none. */
  let begun: PendingSignIn | null = null;
  const listeners = new Set<() => void>();
  /** Tokens of this session for other organizations and audiences; never stored. */
  const extra = new Map<string, HeldToken>();
  const flights = new Map<string, Promise<string | null>>();
  let lastFlight: Promise<unknown> = Promise.resolve();
  /** An access token that the API has refused, whatever its times say. */
  let refusedToken: string | undefined;
  /** Stamp of the account whose refresh token the server has refused: it is not asked again. */
  let refusedStamp: string | undefined;
  let quietUntil = 0;
  /** Sign-ins and sign-outs that were begun here, and the last of them that counted. */
  let attempts = 0;
  let lastCounted = 0;
  /** Behind an endpoint: whether it was asked for a session that a cookie holds. */
  let restored = !sessionEndpoint;
  let restoring: Promise<void> | undefined;

  const show = (event?: SessionEvent, stored: Accounts = store.stored): void => {
    if (event) status = transition(status, event);
    const account = findAccount(stored);
    const next = account ? { ...account.session, user: account.user } : null;
    if (next?.id !== current?.id) extra.clear();
    if (JSON.stringify(next) !== JSON.stringify(current)) current = next;
    for (const listener of listeners) {
      try {
        listener();
      } catch {
        log("error", "A session listener failed");
      }
    }
  };

  const store = createAccountStore({
    storage,
    key,
    channel,
    clock,
    log,
    onRemoteChange: (before, after) => {
      // Another tab has finished or dropped the sign-in that both hold.
      if (!after.pending && before.pending?.pendingToken === begun?.pendingToken) begun = null;
      const account = findAccount(after);
      const was = findAccount(before);
      const changed = account && !(was && stampOf(was) === stampOf(account));
      show(changed ? "activate" : account ? undefined : after.pending ? "challenge" : "end", after);
    },
  });

  const account = (): Account | undefined => findAccount(store.stored);
  const isValid = (token: HeldToken): boolean => token.accessToken !== refusedToken && clock.now() < token.expiresAtMs;
  const isFresh = (token: HeldToken): boolean => isValid(token) && clock.now() < token.refreshAtMs;

  const attempt: SessionManager["attempt"] = (signal) => {
    const own = ++attempts;
    return () => !signal?.aborted && own >= lastCounted && (lastCounted = own);
  };

  const begin: SessionManager["begin"] = async (signIn, sentAtMs, counts, device = null) => {
    const pending = signIn.status === "complete" ? null : signIn;
    const { session: issued, user } = signIn as FinishedSignIn;
    const kept = await store.commit((stored) => {
      if (!counts()) return undefined;
      begun = pending;
      if (pending) return { ...stored, pending };
      const { session, token, refreshToken } = splitIssued(issued, sentAtMs);
      return withAccount(stored, { session, user, ...token, refreshToken, device, generation: 1 });
    });
    if (kept) {
      show(pending ? "challenge" : "activate");
      await store.written();
      // Nobody has what it holds, so nobody else could end it.
    } else if (issued) void call(client, SIGN_OUT, {}, bearing(issued)).safe();
    return kept;
  };

  const amend = (id: string, change: (held: Account) => Partial<Account>): Promise<unknown> =>
    store.commit((stored) => {
      const held = findAccount(stored, id);
      return held && replaceAccount(stored, { ...held, ...change(held) });
    });

  const install = async (id: string, issued: IssuedSession, sentAtMs: number, used?: Account, own = true): Promise<void> => {
    const { session, token, refreshToken } = splitIssued(issued, sentAtMs);
    await amend(id, (held) => {
      // Another rotation was stored meanwhile: its refresh token is the newer one, ours is spent.
      const overtaken = used && held.refreshToken !== used.refreshToken;
      // A step-up or a switch was stored meanwhile: its access token says more than a refreshed one.
      const takesToken = own && !(used && held.generation !== used.generation);
      return {
        ...(takesToken && { session, ...token }),
        refreshToken: (overtaken ? null : refreshToken) ?? held.refreshToken,
        generation: held.generation + 1,
        // What is under way belongs to the refresh token that is replaced here.
        sent: overtaken || !(used || refreshToken) ? held.sent : undefined,
      };
    });
    show(account() && "activate");
    await store.written();
  };

  const end = async (event: "end" | "refuse", id: string | undefined): Promise<void> => {
    begun = null;
    if (id) store.markEnded(id);
    await store.commit((stored) => withoutAccount(stored, id));
    // Another sign-in may have been completed meanwhile.
    show(account() ? undefined : event);
    await store.written();
  };

  /** Trades the refresh token of an account and stores what it gets. */
  const trade = async (held: Account, { organizationId, audience }: TokenOptions): Promise<IssuedSession> => {
    const { refreshToken, device, session, sent } = held;
    const options = { ...(organizationId && { organizationId }), ...(audience && { audience }) };
    const target = targetOf(options);
    const idempotencyKey = sent && targetOf(sent) === target ? sent.key : randomHex(transport.random, 16);
    const sentAtMs = clock.now();
    // Written down before it is asked for, so that a lost answer can be asked for again, also after a reload.
    await amend(session.id, () => ({ sent: { key: idempotencyKey, ...options } }));
    try {
      const issued = await call<IssuedSession, PlintoError>(
        client,
        REFRESH,
        { refreshToken: refreshToken ?? undefined, ...options },
        { idempotencyKey, ...(device && { headers: { "plinto-device": device } }) },
      );
      await install(session.id, issued, sentAtMs, held, !target);
      return issued;
    } catch (error) {
      if (isDecided(error)) await amend(session.id, () => ({ sent: undefined }));
      throw error;
    }
  };

  /** One refresh of the session `id` over the network, or the tokens of a tab that was faster. */
  const refresh = async (id: string, target: string, options: TokenOptions): Promise<string | null> => {
    const at = clock.now();
    const own = !target;
    const before = account();
    if (before?.session.id !== id) return null;
    if (stampOf(before) === refusedStamp && !isValid(before)) {
      await end("refuse", id);
      return null;
    }
    let used = before;
    const report = (outcome: RefreshEvent["outcome"], error?: unknown): void => hooks.emit("refresh", { at, durationMs: clock.now() - at, outcome, error });
    show("refresh");
    try {
      return await withLock(locks, key, clock, async () => {
        // Waiting for the lock meant waiting for another tab: it may have done the work, or ended the session.
        await store.reload();
        const latest = account();
        if (latest?.session.id !== id) return null;
        used = latest;
        if (own && latest.generation !== before.generation && isFresh(latest)) {
          report("adopted");
          show("settle");
          return latest.accessToken;
        }
        const { sent } = latest;
        // A lost answer for another target is asked for first: only its key gets the refresh token that follows.
        if (sent && targetOf(sent) !== target) {
          await trade(latest, sent).catch((error: unknown) => {
            if (!isDecided(error) || isOver(error)) throw error;
          });
          const renewed = account();
          if (renewed?.session.id !== id) return null;
          used = renewed;
        }
        const sentAtMs = clock.now();
        const issued = await trade(used, options);
        const after = account();
        const kept = after?.session.id === id;
        report(kept ? "refreshed" : "discarded");
        if (!kept) return null;
        if (own) return after.accessToken;
        extra.set(target, splitIssued(issued, sentAtMs).token);
        return issued.accessToken;
      });
    } catch (error) {
      const over = isOver(error);
      const latest = account();
      const valid = latest?.session.id === id && isValid(latest);
      quietUntil = clock.now() + QUIET_MS;
      if (over) refusedStamp = stampOf(used);
      report(over ? "refused" : "unreachable", error);
      if (over && !valid && latest && stampOf(latest) === refusedStamp) {
        await end("refuse", id);
        return null;
      }
      show(isPlintoError(error) && error.status ? "settle" : "lose");
      // Nobody is told of a failure while a token is at hand that works.
      if (own && valid) return latest.accessToken;
      throw error;
    }
  };

  /** Callers of the same target share a flight; flights of one session follow each other, since each rotates the token. */
  const fly = (id: string, target: string, options: TokenOptions): Promise<string | null> => {
    const name = `${id} ${target}`;
    const running = flights.get(name);
    if (running) return running;
    const flight = lastFlight.then(() => refresh(id, target, options)).finally(() => flights.delete(name));
    lastFlight = flight.catch(() => {});
    flights.set(name, flight);
    return flight;
  };

  const restore = async (): Promise<void> => {
    const sentAtMs = clock.now();
    try {
      const session = await call<IssuedSession, PlintoError>(client, REFRESH, {});
      const user = await call<SessionUser, PlintoError>(client, GET_ME, {}, bearing(session));
      // Not in the place of who has signed in meanwhile.
      await begin({ status: "complete", session, user }, sentAtMs, () => !account());
    } catch (error) {
      if (!isPlintoError(error) || error.status !== 401) throw error;
    }
    restored = true;
  };

  const open = async (): Promise<void> => {
    await store.ready;
    if (!restored && !account()) await (restoring ??= restore().finally(() => (restoring = undefined)));
  };

  const getToken = async (asked: TokenOptions = {}): Promise<string | null> => {
    const { organizationId, audience } = asked;
    await open();
    const active = account();
    if (!active) return null;
    const { id, organizationId: ownOrganization } = active.session;
    const own = !audience && (!organizationId || organizationId === ownOrganization);
    const options = own ? {} : { ...asked };
    const target = targetOf(options);
    const held = own ? active : extra.get(target);
    if (!held || !isValid(held)) return fly(id, target, options);
    // Still valid: used at once, and replaced in the background. What that meets with is no concern of this caller.
    if (!isFresh(held) && clock.now() >= quietUntil && stampOf(active) !== refusedStamp) fly(id, target, options).catch(() => {});
    return held.accessToken;
  };

  return {
    get status() {
      return status;
    },
    get current() {
      return current;
    },
    get pending() {
      return begun ?? store.stored.pending;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    getToken,
    ready: () => open().catch(() => {}),
    close: () => store.close(),
    account,
    device: async () => (sessionEndpoint ? null : store.device(() => randomHex(transport.random, 16))),
    attempt,
    begin,
    install,
    async know(user) {
      const held = account();
      // Reading her again mostly says the same: that is no news to the storage and to other tabs.
      if (held && held.user.id === user.id && JSON.stringify(user) !== JSON.stringify(held.user)) {
        await amend(held.session.id, () => ({ user }));
        show();
      }
    },
    end,
    async forget(pendingToken) {
      if (begun?.pendingToken === pendingToken) begun = null;
      await store.commit((stored) => (stored.pending?.pendingToken === pendingToken ? { ...stored, pending: null } : undefined));
      if (!account() && !store.stored.pending) show("end");
      await store.written();
    },
    async renew(refused, { code }) {
      const held = account();
      if (/^session_(revoked|expired)$/.test(code) && held?.accessToken === refused) await end("refuse", held.session.id);
      if (!/^access_token_(expired|invalid)$/.test(code)) return false;
      refusedToken = refused;
      return (await getToken()) !== null;
    },
  };
}
