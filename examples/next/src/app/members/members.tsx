"use client";

import { useCan, useUser } from "@plinto/react";
import { useInfiniteListMembers } from "@plinto/react/query";
import type { ReactNode } from "react";
import { Remove } from "./remove";

/** The members of an organization, page after page. */
export function Members({ orgId }: { readonly orgId: string }): ReactNode {
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteListMembers({ orgId });
  const { user: me } = useUser();
  const { allowed: canRemove } = useCan({ permission: "members:manage" });
  if (isPending) return <p>Loading…</p>;
  if (error) return <p role="alert">{error.message}</p>;
  return (
    <>
      <ul aria-label="Members">
        {data.pages
          .flatMap((page) => page.data)
          .map(({ userId, user, role }) => (
            <li key={userId}>
              {user.name ?? user.email} <small>{role}</small>{" "}
              {canRemove && role !== "owner" && userId !== me?.id && <Remove orgId={orgId} userId={userId} name={user.name ?? user.email} />}
            </li>
          ))}
      </ul>
      {hasNextPage && (
        <button disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          More
        </button>
      )}
    </>
  );
}
