"use client";

import { useActiveOrganization } from "@plinto/react";
import { useRouter } from "next/navigation";
import type { ReactNode } from "react";

/** Organizations to choose from. What the server renders follows, since the new access token is in its cookie. */
export function Places({ places }: { readonly places: readonly { readonly id: string; readonly name: string }[] }): ReactNode {
  const router = useRouter();
  const { organizationId, switchTo } = useActiveOrganization();
  if (places.length === 0) return <p>There is no organization to work at. Ask somebody to invite you.</p>;
  return (
    <ul aria-label="Organizations">
      {places.map(({ id, name }) => (
        <li key={id}>
          {id === organizationId ? (
            <>You work at {name}.</>
          ) : (
            <button
              onClick={async () => {
                await switchTo(id);
                router.refresh();
              }}
            >
              Work at {name}
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}
