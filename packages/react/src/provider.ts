/** Hands a client to the components below. */

import { type Organization, PLINTO_VERSION, type Plinto, call, isPlintoError } from "@plinto/core";
import type { SignInPorts } from "@plinto/core/sign-in";
import { type ReactNode, createElement, useContext, useEffect } from "react";
import { createAuthStore } from "./auth-store.ts";
import { type Rooms, RoomsContext } from "./context.ts";
import { refreshes } from "./generated/refreshes.ts";
import type { InitialState } from "./initial-state.ts";
import { createLasting } from "./lasting.ts";
import { createDecisions } from "./permissions/decisions.ts";
import { createRemote } from "./remote.ts";
import { useMade } from "./use-made.ts";
import { wrongUse } from "./wrong-use.ts";

/** Properties of {@link PlintoProvider}. */
export interface PlintoProviderProps {
  /** Made by `createPlinto`: one for the browser, outside of any component; on a server one per request, by `withSession`. */
  readonly client: Plinto;
  /** What the server knew, by `loadInitialState`. Without it nobody knows who is there until the storage was read. */
  readonly initialState?: InitialState;
  /** What sign-in takes from the browser. Default: the browser's own. */
  readonly browser?: SignInPorts;
  readonly children?: ReactNode;
}

/**
 * Wraps the application. Hooks and gates below it speak for the session of `client`.
 *
 * @throws `PlintoError` of the kind `config`: `client_missing`, `provider_nested`, `secret_key_in_browser`
 *
 * @example
 * const plinto = createPlinto({ baseUrl: "https://api.example.com", publishableKey: "pk_test_…", storage: webStorage() });
 * createRoot(element).render(<PlintoProvider client={plinto}><App /></PlintoProvider>);
 */
export function PlintoProvider({ client, initialState, browser, children }: PlintoProviderProps): ReactNode {
  if (useContext(RoomsContext))
    throw wrongUse("provider_nested", "A <PlintoProvider> stands inside of another: keep the outer one, or put two applications beside each other");
  // Another client is another application: nothing of the old one is kept.
  const rooms = useMade([client], () => makeRooms(client, initialState, browser));
  useEffect(() => {
    const stops = [refreshAfterChanges(rooms), rooms.lasting.mount()];
    return () => stops.forEach((stop) => stop());
  }, [rooms]);
  return createElement(RoomsContext.Provider, { value: rooms }, children);
}

function makeRooms(plinto: Plinto, initialState: InitialState | undefined, browser: SignInPorts = {}): Rooms {
  if (!plinto?.transport) throw wrongUse("client_missing", "<PlintoProvider> has no client: pass what createPlinto answers, as client={plinto}");
  if (/^Bearer [so]k_/.test(plinto.transport.authorization?.() ?? ""))
    throw wrongUse(
      "secret_key_in_browser",
      "This client has a secret key, which a page would act with and visitors could read: make one with publishableKey for the browser, and use withSession on the server",
    );
  return {
    plinto,
    auth: createAuthStore(plinto, initialState),
    browser,
    decisions: createDecisions(plinto),
    organizations: createRemote((keys) => {
      const load = (key: string): [string, Promise<Organization>] => {
        const [, orgId] = JSON.parse(key) as [string, string];
        return [key, call<Organization, Error>(plinto, "getOrganization GET /v1/organizations/{orgId}", { orgId })];
      };
      return new Map(keys.map(load));
    }),
    initialState,
    attached: new Map(),
    lasting: createLasting(),
  };
}

/** Asks again what a change may have changed, as the description says; and, since others make changes too, when the page is looked at again or is online again. */
function refreshAfterChanges({ plinto, decisions, organizations }: Rooms): () => void {
  // Not everything that renders React has a document.
  const page: Document | undefined = globalThis.document;
  const lookAgain = (): void => {
    if (page?.visibilityState !== "visible") return;
    decisions.stale();
    organizations.stale();
  };
  page?.addEventListener("visibilitychange", lookAgain);
  page?.defaultView?.addEventListener("online", lookAgain);
  const stopTelling = plinto.hooks.on("error", ({ error }) => {
    if (!isPlintoError(error, "version_unsupported")) return;
    stopTelling();
    plinto.transport.log(
      "error",
      `The API is of another version than this application, whose packages speak ${PLINTO_VERSION}: install the packages of the API's version, or update the API`,
    );
  });
  const stop = plinto.hooks.on("response", ({ call: { operationId } }) => {
    if (!operationId) return;
    if (refreshes.permissions.includes(operationId)) decisions.stale();
    if (refreshes.organization.includes(operationId)) organizations.stale();
    // The client puts the answer into its session.
    if (refreshes.user.includes(operationId) && plinto.transport.sessionStages?.principal?.()) plinto.users.getMe().catch(() => {});
  });
  return () => {
    stop();
    stopTelling();
    page?.removeEventListener("visibilitychange", lookAgain);
    page?.defaultView?.removeEventListener("online", lookAgain);
  };
}
