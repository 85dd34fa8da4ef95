import type { EventFacts } from "../events/emit.ts";
import { renderUser, type UserViewer } from "./render.ts";
import type { UserRow } from "./table.ts";

/** The event facts of a person, as the weakest receiver of the event may read them. */
export function userFacts(row: UserRow, viewer: UserViewer, changes?: EventFacts["changes"]): EventFacts {
  return { organizationId: null, target: { type: "user", id: row.id, version: row.version }, data: renderUser(row, viewer), ...(changes ? { changes } : {}) };
}
