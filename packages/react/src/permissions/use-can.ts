import type { PermissionResource } from "@plinto/core";
import { type GatedOperation, permissionsFor } from "@plinto/core/permissions";
import { useEffect, useSyncExternalStore } from "react";
import { useRooms } from "../context.ts";
import { useAuthSnapshot } from "../use-auth.ts";
import { type Decided, questionKey } from "./decisions.ts";
import type { Permission } from "./permission.ts";

/** What is asked: a permission, or an operation by its operationId, which brings the permissions that it wants. */
export type CanQuestion = ({ readonly permission: Permission } | { readonly operation: GatedOperation }) & {
  /** What it is done to, for permissions that hold for one's own things only. */
  readonly resource?: PermissionResource;
  /** Where. The organization of the session when absent. */
  readonly organizationId?: string;
};

/** Answer of {@link useCan}. */
export interface Can {
  /** Undefined until the server has answered. */
  readonly allowed: boolean | undefined;
  /**
   * Why, in the words of `checkPermission`: `granted`, `not_granted`, …; beside them `loading`, `signed_out`,
   * `no_organization`, `unknown_permission`, and the code of the error that kept the server from answering.
   */
  readonly reason: string;
}

/**
 * Whether the person may: the server decides, and is asked again when roles change. It is for what to show; what is done,
 * the server checks.
 *
 * @example
 * const { allowed, reason } = useCan({ permission: "members:invite" });
 * return <button disabled={!allowed} title={reason}>Invite</button>;
 */
export function useCan(question: CanQuestion): Can {
  const { decisions, initialState } = useRooms();
  const { known, session } = useAuthSnapshot();
  const organizationId = question.organizationId ?? session?.organizationId ?? undefined;
  const names = "permission" in question ? [question.permission] : permissionsFor(question.operation);
  const { resource } = question;
  const keys = session && organizationId ? names.map((permission) => questionKey(session.id, { permission, organizationId, resource })) : [];
  const all = keys.join("\n");
  useEffect(() => {
    const stops = all ? all.split("\n").map(decisions.want) : [];
    return () => stops.forEach((stop) => stop());
  }, [decisions, all]);
  // What is known of these questions, as text: a render follows when it becomes another one, not when others are answered.
  useSyncExternalStore(
    decisions.subscribe,
    () => keys.map((key) => JSON.stringify(decisions.read(key))).join(),
    () => "",
  );
  if (!session) return known ? { allowed: false, reason: "signed_out" } : LOADING;
  if (names.length === 0) return { allowed: true, reason: "granted" };
  if (!organizationId) return { allowed: false, reason: "no_organization" };
  // Who signs in again may have lost a role since: only of this session the server has told.
  const ahead = !resource && organizationId === initialState?.session?.organizationId && session.id === initialState.session.id;
  const readings = keys.map((key, index): { value?: Decided | undefined; error?: unknown } => {
    const reading = decisions.read(key);
    return reading.value || reading.error || !ahead ? reading : { value: initialState?.decisions?.[names[index]!] };
  });
  const values = readings.map(({ value }) => value);
  const decided = values.find((value) => value?.allowed) ?? (values.includes(undefined) ? undefined : values[0]);
  if (decided) return { allowed: decided.allowed, reason: decided.reason };
  const failed = readings.find(({ error }) => error)?.error as { code?: string } | undefined;
  return failed ? { allowed: undefined, reason: failed.code ?? "unavailable" } : LOADING;
}

const LOADING: Can = { allowed: undefined, reason: "loading" };
