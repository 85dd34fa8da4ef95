import { Show } from "@plinto/react";
import {
  useAddTeamMember,
  useDeleteTeam,
  useGetTeam,
  useInfiniteListTeamMembers,
  useListMembers,
  useRemoveTeamMember,
  useUpdateTeam,
} from "@plinto/react/query";
import type { ReactNode } from "react";
import { ConfirmButton } from "../parts/dialog.tsx";
import { Failure } from "../parts/failure.tsx";
import { Choice, Field, Form } from "../parts/form.tsx";
import { Page, Section } from "../parts/page.tsx";
import { Pages, Waiting } from "../parts/pages.tsx";
import { Tag } from "../parts/tag.tsx";
import { navigate } from "../router.ts";

/** One team: what it is, and who is in it. */
export function TeamDetail({ orgId, id }: { readonly orgId: string; readonly id: string }): ReactNode {
  const { data: team, error } = useGetTeam({ orgId, teamId: id });
  const update = useUpdateTeam({ optimistic: true });
  const remove = useDeleteTeam();
  if (!team) return error ? <Failure error={error} /> : <Waiting />;
  return (
    <Page
      title={team.name}
      actions={
        <Show when={{ operation: "deleteTeam" }}>
          <ConfirmButton
            label="Delete the team"
            question={`Delete ${team.name}?`}
            change={remove}
            onConfirm={(done) =>
              remove.mutate(
                { orgId, teamId: id },
                {
                  onSuccess: () => {
                    done();
                    navigate("/organization/teams");
                  },
                },
              )
            }
          />
        </Show>
      }
    >
      <Section title="Members of the team">
        <TeamMembers orgId={orgId} teamId={id} />
      </Section>
      <Show when={{ operation: "updateTeam" }}>
        <Section title="About the team">
          <Form onSubmit={(values) => update.mutate({ orgId, teamId: id, name: values("name"), description: values("description") || null })}>
            <Field label="Name" name="name" defaultValue={team.name} required maxLength={100} />
            <Field label="Description" name="description" defaultValue={team.description ?? ""} maxLength={500} />
            <Failure error={update.error} />
            <button disabled={update.isPending}>Save</button>
          </Form>
        </Section>
      </Show>
    </Page>
  );
}

function TeamMembers({ orgId, teamId }: { readonly orgId: string; readonly teamId: string }): ReactNode {
  const list = useInfiniteListTeamMembers({ orgId, teamId, sort: "name" });
  const remove = useRemoveTeamMember({ optimistic: true });
  return (
    <>
      <Failure error={remove.error} />
      <Pages label="Members of the team" list={list} empty="Nobody yet." keyOf={({ userId }) => userId}>
        {({ userId, user, role }) => (
          <>
            <span className="what">
              {user.name ?? user.email} <small>{user.email}</small>
            </span>
            <Tag>{role}</Tag>
            <Show when={{ operation: "removeTeamMember" }}>
              <button type="button" aria-label={`Take out ${user.name ?? user.email}`} onClick={() => remove.mutate({ orgId, teamId, userId })}>
                Take out
              </button>
            </Show>
          </>
        )}
      </Pages>
      <Show when={{ operation: "addTeamMember" }}>
        <AddMember orgId={orgId} teamId={teamId} present={list.data?.pages.flatMap((page) => page.data.map(({ userId }) => userId)) ?? []} />
      </Show>
    </>
  );
}

interface AddMemberProps {
  readonly orgId: string;
  readonly teamId: string;
  readonly present: readonly string[];
}

function AddMember({ orgId, teamId, present }: AddMemberProps): ReactNode {
  const { data } = useListMembers({ orgId, pageSize: 100, sort: "name" });
  const add = useAddTeamMember();
  const others = data?.data.filter(({ userId }) => !present.includes(userId)) ?? [];
  if (others.length === 0) return null;
  return (
    <Form className="row filters" label="Add a member" onSubmit={(values) => add.mutate({ orgId, teamId, userId: values("userId") })}>
      <Choice label="Member" name="userId" options={Object.fromEntries(others.map(({ userId, user }) => [userId, user.name ?? user.email]))} />
      <button disabled={add.isPending}>Add to the team</button>
      <Failure error={add.error} />
    </Form>
  );
}
