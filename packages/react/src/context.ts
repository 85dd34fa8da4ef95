/** What a provider shares with the hooks below it. */

import type { Organization, Plinto } from "@plinto/core";
import type { SignInPorts } from "@plinto/core/sign-in";
import { type Context, createContext, useContext } from "react";
import type { AuthStore } from "./auth-store.ts";
import type { InitialState } from "./initial-state.ts";
import type { Decided } from "./permissions/decisions.ts";
import type { Lasting } from "./lasting.ts";
import type { Remote } from "./remote.ts";
import { wrongUse } from "./wrong-use.ts";

/** The rooms of one provider. */
export interface Rooms {
  /** The client that the application has made. */
  readonly plinto: Plinto;
  readonly auth: AuthStore;
  readonly browser: SignInPorts;
  readonly decisions: Remote<Decided>;
  readonly organizations: Remote<Organization>;
  readonly initialState: InitialState | undefined;
  /** What hooks share below a provider, by whoever makes it: an application pays only for what it uses. */
  readonly attached: Map<unknown, unknown>;
  /** What hooks begin, and goes on when they have gone. */
  readonly lasting: Lasting;
}

/** Null outside of a provider. */
export const RoomsContext: Context<Rooms | null> = /* @__PURE__ */ createContext<Rooms | null>(null);

/** @throws `PlintoError` `provider_missing` */
export function useRooms(): Rooms {
  const rooms = useContext(RoomsContext);
  if (rooms) return rooms;
  throw wrongUse(
    "provider_missing",
    "There is no <PlintoProvider> around this component: wrap the application in <PlintoProvider client={plinto}>. If there is one, two copies of @plinto/react are installed: keep one",
  );
}

/** What `make` makes, once per provider. */
export function attached<T>({ attached: all }: Rooms, key: unknown, make: () => T): T {
  if (!all.has(key)) all.set(key, make());
  return all.get(key) as T;
}
