import type { SessionsOperationId } from "../generated/operation-shapes.ts";
import type { OperationHandlers } from "../pipeline/handler.ts";
import { deviceOperations } from "./sessions/devices.ts";
import { introspectionOperations } from "./sessions/introspection.ts";
import { organizationSessionOperations } from "./sessions/organization-sessions.ts";
import { ownSessionOperations } from "./sessions/own-sessions.ts";
import { singleSessionOperations } from "./sessions/single-session.ts";

/** The rules of sessions and devices. */
export const sessions: OperationHandlers<SessionsOperationId> = {
  ...ownSessionOperations,
  ...singleSessionOperations,
  ...introspectionOperations,
  ...deviceOperations,
  ...organizationSessionOperations,
};
