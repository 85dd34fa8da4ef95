import { useInfiniteListMembers, useListInvitations, useSuspenseGetOrganization, useUpdateMember, useUpdateOrganization } from "@plinto/react/query";
import type { ReactNode } from "react";

// #region read
export function Members({ orgId }: { readonly orgId: string }): ReactNode {
  const { data, error, isPending, hasNextPage, fetchNextPage } = useInfiniteListMembers({ orgId, pageSize: 2 });
  if (isPending) return <p>Loading…</p>;
  if (error) return <p role="alert">{error.message}</p>;
  return (
    <>
      <ul aria-label="Members">
        {data.pages.flatMap((page) => page.data.map(({ userId, user, role }) => <Row key={userId} {...{ orgId, userId, role }} name={user.name ?? userId} />))}
      </ul>
      {hasNextPage && <button onClick={() => void fetchNextPage()}>More</button>}
    </>
  );
}
// #endregion read

// #region change
function Row({ orgId, userId, name, role }: { orgId: string; userId: string; name: string; role: string }): ReactNode {
  const update = useUpdateMember({ optimistic: true });
  return (
    <li>
      {name} {role}
      <button onClick={() => update.mutate({ orgId, userId, role: "admin" })}>Make {name} an admin</button>
      {update.error && <p role="alert">{update.error.code === "cannot_act_on_higher_role" ? "You rank below." : update.error.message}</p>}
    </li>
  );
}
// #endregion change

// #region suspense
/** Inside of a `<Suspense>`, `data` is there. */
export function Title({ orgId }: { readonly orgId: string }): ReactNode {
  const { data } = useSuspenseGetOrganization({ orgId });
  const rename = useUpdateOrganization({ optimistic: true });
  return (
    <h1>
      {data.name} <button onClick={() => rename.mutate({ orgId, name: "Acme Labs" })}>Rename</button>
    </h1>
  );
}
// #endregion suspense

// #region null
export function Invitations({ orgId }: { readonly orgId: string | undefined }): ReactNode {
  // Nothing is asked before the organization is known.
  const { data } = useListInvitations(orgId ? { status: "pending" } : null);
  return <p>{data?.data.length ?? 0} invited</p>;
}
// #endregion null
