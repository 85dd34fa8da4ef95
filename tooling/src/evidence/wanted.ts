import type { Expectation } from "../../../tests/src/matrix/expectation.ts";
import type { OperationModel } from "../description/model.ts";
import { isTimeCode } from "./evidence.ts";

/** What can be proved about an operation, from what is expected by hand and what the description declares. */
export interface Wanted {
  /** Marks by the column of the page that they stand in. */
  readonly columns: Readonly<Record<Column, readonly string[]>>;
}

/** The columns of the page in their order, with their titles. */
export const columns = {
  served: "Served",
  called: "Called by core",
  validated: "Fits both ways",
  none: "No credential",
  expired: "Expired",
  revoked: "Revoked",
  tenant: "Wrong tenant",
  shared: "Shared user",
  permission: "No permission",
  scope: "Wrong scope",
  emits: "Events",
  time: "Time",
} as const;

export type Column = keyof typeof columns;

/**
 * The marks that an operation can have.
 *
 * @param unseen events and codes that it declares and nothing can cause
 */
export function wantedOf(operation: OperationModel, expectation: Expectation | undefined, unseen: readonly string[] = []): Wanted {
  const { usual = {}, about = {}, permission = null } = expectation ?? {};
  const answers = (outcome: string, ...callers: (keyof Expectation["usual"])[]): boolean =>
    callers.some((caller) => (usual as Partial<Expectation["usual"]>)[caller] === outcome);
  const when = (condition: boolean, mark: string): string[] => (condition ? [mark] : []);
  const hasTenant = operation.permission.tenant !== undefined;
  const takesKeys = operation.schemes.includes("organizationKey");
  const refusesShared = namesPerson(operation) && Object.values(about.shared ?? {}).some((outcome) => /^40[34] /.test(outcome));
  return {
    columns: {
      served: ["served"],
      called: ["called.core"],
      validated: ["validated"],
      none: when(answers("401 unauthenticated", "nobody"), "denied.none"),
      expired: ["denied.expired"],
      revoked: ["denied.revoked"],
      tenant: when(hasTenant && answers("404 not_found", "outsider", "foreignKey"), "denied.wrong_tenant"),
      shared: when(refusesShared, "denied.shared_user"),
      permission: when(answers("403 permission_denied", "owner", "admin", "member", "viewer"), "denied.missing_permission"),
      scope: when(takesKeys && permission !== null && answers("403 permission_denied", "narrowKey"), "denied.wrong_scope"),
      emits: (operation.operation["x-plinto-emits"] ?? []).filter((type) => !unseen.includes(type)).map((type) => `event.${type}`),
      time: operation.errors.filter((code) => isTimeCode(code) && !isImplied(operation, code) && !unseen.includes(code)).map((code) => `code.${code}`),
    },
  };
}

/** Whether the path says whom a call is about. */
function namesPerson({ path }: OperationModel): boolean {
  return /\{(?:userId|sessionId|deviceId)\}/.test(path);
}

/**
 * A session can expire under every call with an access token, and an organization can put one out of every call to it:
 * that is the credential's time, not the operation's.
 */
function isImplied({ operation }: OperationModel, code: string): boolean {
  if (code === "step_up_required") return operation["x-plinto-step-up"] === undefined;
  return code === "session_expired" && operation["x-plinto-session"] !== "rotate";
}
