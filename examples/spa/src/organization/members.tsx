import type { Member, Role } from "@plinto/core";
import { Show, useActiveOrganization, useCan, useUser } from "@plinto/react";
import { useInfiniteListMembers, useListRoles, useRemoveMember, useRestoreMember, useSuspendMember, useUpdateMember } from "@plinto/react/query";
import { type ReactNode, useDeferredValue, useState } from "react";
import { ConfirmButton } from "../parts/dialog.tsx";
import { Failure } from "../parts/failure.tsx";
import { Field } from "../parts/form.tsx";
import { Page } from "../parts/page.tsx";
import { Pages } from "../parts/pages.tsx";
import { Tag } from "../parts/tag.tsx";
import { Invite } from "./invite.tsx";

/** Who is in the organization. */
export function Members({ orgId }: { readonly orgId: string }): ReactNode {
  const [search, setSearch] = useState("");
  const q = useDeferredValue(search.trim());
  const list = useInfiniteListMembers({ orgId, sort: "name", ...(q && { q }) });
  const { data: custom } = useListRoles({ type: "custom", pageSize: 100 });
  const names = new Map(custom?.data.map(({ id, name }) => [id, name]));
  return (
    <Page
      title="Members"
      actions={
        <Show when={{ operation: "createInvitation" }}>
          <Invite />
        </Show>
      }
    >
      <div className="row filters">
        <Field label="Search" type="search" value={search} onChange={(event) => setSearch(event.target.value)} />
      </div>
      <Pages label="Members" list={list} empty={q ? "Nobody is called so." : "Nobody is here."} keyOf={({ userId }) => userId}>
        {(member) => <MemberRow orgId={orgId} member={member} customRoles={member.customRoleIds.flatMap((id) => names.get(id) ?? [])} />}
      </Pages>
    </Page>
  );
}

interface MemberRowProps {
  readonly orgId: string;
  readonly member: Member;
  /** The names of the roles that she has beside the system's. */
  readonly customRoles: readonly string[];
}

function MemberRow({ orgId, member: { userId, user, role, status }, customRoles }: MemberRowProps): ReactNode {
  const { user: me } = useUser();
  const { organization } = useActiveOrganization();
  const canChange = useCan({ operation: "updateMember" }).allowed === true && userId !== me?.id && role !== "owner";
  const update = useUpdateMember({ optimistic: true });
  const suspend = useSuspendMember();
  const restore = useRestoreMember();
  const remove = useRemoveMember();
  const name = user.name ?? user.email;
  // What was chosen is shown at once, offline too, where it waits until it can be sent.
  const shownRole = update.isPending ? (update.variables.role ?? role) : role;
  return (
    <>
      <span className="what">
        {name} {userId === me?.id && <Tag kind="good">you</Tag>}
        <small>{user.email}</small>
        {customRoles.length > 0 && <small>Also: {customRoles.join(", ")}</small>}
      </span>
      {status === "suspended" && <Tag kind="warn">suspended</Tag>}
      {canChange ? (
        <>
          <select aria-label={`Role of ${name}`} value={shownRole} onChange={(event) => update.mutate({ orgId, userId, role: event.target.value as Role })}>
            <option value="viewer">viewer</option>
            <option value="member">member</option>
            <option value="admin">admin</option>
          </select>
          {status === "suspended" ? (
            <button type="button" aria-label={`Restore ${name}`} onClick={() => restore.mutate({ orgId, userId })}>
              Restore
            </button>
          ) : (
            <button type="button" aria-label={`Suspend ${name}`} onClick={() => suspend.mutate({ orgId, userId })}>
              Suspend
            </button>
          )}
          <ConfirmButton
            label="Remove"
            name={`Remove ${name}`}
            question={`Remove ${name} from ${organization?.name ?? "the organization"}?`}
            change={remove}
            onConfirm={(done) => remove.mutate({ orgId, userId }, { onSuccess: done })}
          />
        </>
      ) : (
        <Tag>{role}</Tag>
      )}
      <Failure error={update.error ?? suspend.error ?? restore.error} />
    </>
  );
}
