"use client";

import { useRemoveMember } from "@plinto/react/query";
import type { ReactNode } from "react";

/** Properties of {@link Remove}. */
export interface RemoveProps {
  readonly orgId: string;
  readonly userId: string;
  readonly name: string;
}

/** Removes a member. The list follows by itself: the hook knows what it touches. */
export function Remove({ orgId, userId, name }: RemoveProps): ReactNode {
  const remove = useRemoveMember();
  return (
    <>
      <button aria-label={`Remove ${name}`} disabled={remove.isPending} onClick={() => confirm(`Remove ${name}?`) && remove.mutate({ orgId, userId })}>
        Remove
      </button>
      {remove.error && <span role="alert">{remove.error.message}</span>}
    </>
  );
}
