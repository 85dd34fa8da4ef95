import type { Client } from "@plinto/core";
import { queryScope } from "@plinto/core/queries";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import { type Rooms, useRooms } from "../context.ts";
import { wrongUse } from "../wrong-use.ts";
import { cacheConnection } from "./connect.ts";

/** The client that reads speak through, following who is signed in. */
export interface Reader {
  readonly client: Client;
  /** Whether it is known whose data would be read. */
  readonly canRead: boolean;
}

/**
 * Connects the nearest cache with the provider's client for as long as the provider is there, and says through what to read.
 *
 * @throws `PlintoError` `client_foreign`
 */
export function useReader(chosen: Client | undefined): Reader {
  const rooms = useRooms();
  const cache = useQueryClient();
  // It goes on without this hook: what a page without any changes is to be right when the next hook comes.
  useEffect(() => rooms.lasting.keep(cache, cacheConnection(cache, rooms.auth.client, rooms.auth)), [rooms, cache]);
  const { auth } = rooms;
  const client = chosen ? speakingFor(chosen, rooms) : auth.client;
  // The key is made while rendering: a render follows when it becomes another one.
  const look = (): string => `${queryScope(client)} ${auth.canRead()}`;
  useSyncExternalStore(auth.subscribe, look, look);
  return { client, canRead: auth.canRead() };
}

/** {@link useReader} for hooks that suspend: waits until it is known whose data is read. @throws `PlintoError` `person_unknown` */
export function useSuspendedReader(chosen: Client | undefined): Client {
  const { client, canRead } = useReader(chosen);
  const { auth } = useRooms();
  // oxlint-disable-next-line typescript/only-throw-error -- what is thrown tells Suspense what to wait for
  if (!canRead) throw auth.ready;
  return client;
}

/** `plinto.forOrganization(id)` of the provider's client, in the name of whom the server has named until the session is read; a client without a session speaks for itself. */
function speakingFor(chosen: Client, { plinto, auth }: Rooms): Client {
  if (chosen.transport === plinto.transport) return { ...chosen, transport: auth.client.transport };
  if (!chosen.transport.sessionStages?.principal) return chosen;
  throw wrongUse(
    "client_foreign",
    "This client has another session than that of <PlintoProvider>, for whose person hooks speak: pass plinto.forOrganization(id) of the provider's client, or call this one without a hook",
  );
}
