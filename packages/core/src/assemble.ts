/** Puts a client together: generated facade, session, escape hatch. */

import { type OperationTree, bindTree } from "./bind-tree.ts";
import { clientOver } from "./client.ts";
import { type PlintoError, configError } from "./errors.ts";
import { type HttpClient, createHttp } from "./http.ts";
import { type TransportOptions, bearer, checkCredential, resolveTransport } from "./options.ts";
import { isBrowser, systemChannel, systemLocks } from "./platform.ts";
import type { ChannelFactory, Locks } from "./ports.ts";
import { createSession } from "./session/manager.ts";
import type { PlintoSession } from "./session/session.ts";
import { authorizeWith, sessionEffectOf } from "./session/stages.ts";
import { type SessionStorage, memoryStorage } from "./session/storage.ts";
import type { Client, Stage } from "./transport/stage.ts";
import { type OnStepUp, type StepUpHandler, createStepUp } from "./step-up.ts";

/** Options of `createPlinto`: those of the transport and those of the session. */
export interface PlintoOptions extends TransportOptions {
  /**
   * Where the session lives. Default in a browser: memory, so that it ends with the page. Outside a browser there is
   * none, because a server that keeps one session serves it to everybody.
   */
  storage?: SessionStorage;
  /** Locks between tabs. Default: Web Locks of the browser. */
  locks?: Locks;
  /** Channels between tabs. Default: BroadcastChannel of the browser. */
  channel?: ChannelFactory;
  /**
   * URL of a route of your own server (see `@plinto/node`) that operations of the session go to instead of the base
   * URL, with cookies: `<sessionEndpoint>/v1/auth/sign-in` and so on. It keeps the refresh token where no script can
   * read it.
   */
  sessionEndpoint?: string;
  /** Answers step-up challenges; can also be registered later with `onStepUp`. */
  onStepUp?: StepUpHandler;
}

/** What `createPlinto` adds to the generated facade. */
export interface PlintoMembers<Facade, Scope> extends Client {
  /** Who is signed in. */
  readonly session: PlintoSession;
  /** Every path of the description, typed, as an escape hatch. */
  readonly http: HttpClient;
  /** Registers the handler for step-up challenges. */
  readonly onStepUp: OnStepUp;
  /**
   * A client bound to one request of one person, for servers: it sends this access token, never refreshes it, and its
   * `session` throws.
   *
   * @throws `PlintoError` `credential_malformed`.
   */
  withSession(accessToken: string): Facade & PlintoMembers<Facade, Scope>;
  /**
   * The resources of one organization: sends `Plinto-Organization` and fills in `orgId`.
   *
   * @example
   * const members = await plinto.forOrganization(orgId).members.list();
   */
  forOrganization(organizationId: string): Scope & Client & { readonly http: HttpClient };
}

/**
 * Makes a client from a tree of operations; `createPlinto` is this with all that a client may call. A `Scope` has what
 * hangs below `organizations` and the other resources beside it; two of one name are one there.
 */
export function assemble<Facade extends object, Scope extends object>(tree: OperationTree, options: PlintoOptions): Facade & PlintoMembers<Facade, Scope> {
  const { sessionEndpoint, locks = systemLocks(), channel = systemChannel() } = options;
  const transport = { ...resolveTransport(options), locks, channel };
  const { publishableKey, log } = transport;
  const base = clientOver({ ...transport, sessionEndpoint: sessionEndpoint?.replace(/\/+$/, "") });

  const members = (client: Client, session: PlintoSession, onStepUp: OnStepUp): Facade & PlintoMembers<Facade, Scope> => {
    const facade: Facade & PlintoMembers<Facade, Scope> = Object.assign(bindTree(client, tree) as Facade, {
      ...client,
      http: createHttp(client),
      session,
      onStepUp,
      withSession: (accessToken: string) => members(clientOver({ ...transport, authorization: bearer(accessToken) }), unusable(requestBound), onStepUp),
      forOrganization: (organizationId: string) => {
        const scoped = clientOver(client.transport, checkCredential(organizationId));
        return Object.assign(bindTree(scoped, tree, (tree["organizations"] ?? {}) as OperationTree) as Scope, { ...scoped, http: createHttp(scoped) });
      },
    });
    return facade;
  };

  const storage = options.storage ?? (isBrowser() ? memoryStorage() : undefined);
  if (!storage) {
    const { onStepUp } = createStepUp(() => base);
    const sessionEffect: Stage = async ({ operation }, next) => {
      if (operation?.session) throw storageRequired();
      return next();
    };
    return members(clientOver({ ...base.transport, sessionStages: { sessionEffect } }), unusable(storageRequired), onStepUp);
  }
  if (!options.storage && !sessionEndpoint && publishableKey?.startsWith("pk_test_")) {
    log("warn", "The session ends with the page: pass webStorage() as storage, or a sessionEndpoint");
  }

  const session = createSession({ client: base, storage });
  const stepUp = createStepUp(() => client, options.onStepUp);
  const client: Client = clientOver({
    ...base.transport,
    sessionStages: { stepUp: stepUp.stage, sessionEffect: sessionEffectOf(session), authorize: authorizeWith(session), principal: () => session.current },
  });
  return members(client, session, stepUp.onStepUp);
}

const storageRequired = (): PlintoError =>
  configError("session_storage_required", "Outside a browser pass storage, or use plinto.withSession(accessToken) per request");

const requestBound = (): PlintoError => configError("session_unavailable", "withSession is for one request, without a session");

/** A session whose every member throws. */
function unusable(reason: () => PlintoError): PlintoSession {
  const refuse = {
    get: (): never => {
      throw reason();
    },
  };
  const names: (keyof PlintoSession)[] = ["status", "current", "pending", "subscribe", "getToken", "ready", "close"];
  // Not enumerable, so that printing the client does not throw.
  return Object.defineProperties({}, Object.fromEntries(names.map((name) => [name, refuse]))) as PlintoSession;
}
