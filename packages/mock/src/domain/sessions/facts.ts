import type { MockReaders } from "../../schema.ts";
import type { EventFacts } from "../events/emit.ts";
import { renderSession } from "./render.ts";
import { roleIn } from "./session.ts";
import type { SessionRow } from "./table.ts";

/** The event facts of a session. It is the person's, whatever organization it stands in: that one sees no addresses. */
export function sessionFacts(read: MockReaders, session: SessionRow): EventFacts {
  return {
    organizationId: null,
    target: { type: "session", id: session.id, version: session.version },
    data: renderSession(session, roleIn(read, session.userId, session.organizationId), false),
    userId: session.userId,
  };
}
