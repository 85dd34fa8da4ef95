import type { Role } from "@plinto/core";
import { organizationRoles } from "@plinto/core/permissions";
import type { ReactNode } from "react";
import { type CanQuestion, useCan } from "./permissions/use-can.ts";
import { useAuthSnapshot } from "./use-auth.ts";

/** Properties of {@link Show}. */
export interface ShowProps {
  /**
   * When the children are shown: to who is signed in or is not, to who may, or to who has a system role in the
   * organization of the session, or a higher one. The role is that of the access token, so that a change of it is seen at
   * the next refresh; a permission is asked of the server.
   */
  readonly when: "signed-in" | "signed-out" | CanQuestion | { readonly role: Role };
  /** Shown instead. Nothing when absent. */
  readonly fallback?: ReactNode;
  /** Shown while nobody knows. Nothing when absent. */
  readonly pending?: ReactNode;
  readonly children?: ReactNode;
}

/**
 * Shows its children to those whom they are for. While nobody knows, it shows neither side.
 *
 * @example
 * <Show when={{ permission: "members:invite" }} fallback={<p>Ask an admin to invite people.</p>}>
 *   <InviteForm />
 * </Show>
 */
export function Show({ when, fallback = null, pending = null, children }: ShowProps): ReactNode {
  const allowed = useGate(when);
  if (allowed === undefined) return pending;
  return allowed ? children : fallback;
}

function useGate(when: ShowProps["when"]): boolean | undefined {
  const { known, session } = useAuthSnapshot();
  const asks = typeof when === "object" && !("role" in when);
  const can = useCan(asks ? when : ANYBODY);
  if (asks) return can.allowed;
  if (!known) return undefined;
  if (typeof when === "string") return (when === "signed-in") === (session !== null);
  const role = session?.organizationRole;
  return !!role && organizationRoles.indexOf(role) >= organizationRoles.indexOf(when.role);
}

/** Asks the server nothing. */
const ANYBODY = { operation: "signOut" } as const;
