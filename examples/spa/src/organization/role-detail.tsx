import { Show } from "@plinto/react";
import { useAssignRole, useDeleteRole, useGetRole, useInfiniteListMembers, useListMembers, useUnassignRole, useUpdateRole } from "@plinto/react/query";
import type { ReactNode } from "react";
import { ConfirmButton } from "../parts/dialog.tsx";
import { Failure } from "../parts/failure.tsx";
import { Choice, Field, Form } from "../parts/form.tsx";
import { Page, Section } from "../parts/page.tsx";
import { Pages, Waiting } from "../parts/pages.tsx";
import { navigate } from "../router.ts";
import { PermissionChoice, chosenPermissions } from "./permission-choice.tsx";

/** One role: what it allows, and who has it. */
export function RoleDetail({ orgId, id }: { readonly orgId: string; readonly id: string }): ReactNode {
  const { data: role, error } = useGetRole({ roleId: id });
  const update = useUpdateRole();
  const remove = useDeleteRole();
  if (!role) return error ? <Failure error={error} /> : <Waiting />;
  const isOwn = role.type === "custom";
  const permissions = (
    <ul>
      {role.permissions.map((permission) => (
        <li key={permission}>
          <code>{permission}</code>
        </li>
      ))}
    </ul>
  );
  return (
    <Page
      title={role.name}
      actions={
        isOwn && (
          <Show when={{ operation: "deleteRole" }}>
            <ConfirmButton
              label="Delete the role"
              question={`Delete ${role.name}? Who has it loses what it allows.`}
              change={remove}
              onConfirm={(done) =>
                remove.mutate(
                  { roleId: id },
                  {
                    onSuccess: () => {
                      done();
                      navigate("/organization/roles");
                    },
                  },
                )
              }
            />
          </Show>
        )
      }
    >
      {isOwn && (
        <Section title="Who has it">
          <Holders orgId={orgId} roleId={id} />
        </Section>
      )}
      <Section title="What it allows">
        {isOwn ? (
          <Show when={{ operation: "updateRole" }} fallback={permissions}>
            <Form
              key={role.version}
              onSubmit={(values) =>
                update.mutate({ roleId: id, name: values("name"), description: values("description") || null, permissions: chosenPermissions(values) })
              }
            >
              <Field label="Name" name="name" defaultValue={role.name} required maxLength={100} />
              <Field label="Description" name="description" defaultValue={role.description ?? ""} maxLength={500} />
              <PermissionChoice chosen={role.permissions} />
              <Failure error={update.error} />
              <button disabled={update.isPending}>Save</button>
            </Form>
          </Show>
        ) : (
          permissions
        )}
      </Section>
    </Page>
  );
}

function Holders({ orgId, roleId }: { readonly orgId: string; readonly roleId: string }): ReactNode {
  const list = useInfiniteListMembers({ orgId, customRoleId: roleId, sort: "name" });
  const unassign = useUnassignRole();
  return (
    <>
      <Failure error={unassign.error} />
      <Pages label="Who has it" list={list} empty="Nobody yet." keyOf={({ userId }) => userId}>
        {({ userId, user }) => (
          <>
            <span className="what">{user.name ?? user.email}</span>
            <Show when={{ operation: "unassignRole" }}>
              <button type="button" aria-label={`Take away from ${user.name ?? user.email}`} onClick={() => unassign.mutate({ roleId, userId })}>
                Take away
              </button>
            </Show>
          </>
        )}
      </Pages>
      <Show when={{ operation: "assignRole" }}>
        <Assign orgId={orgId} roleId={roleId} />
      </Show>
    </>
  );
}

function Assign({ orgId, roleId }: { readonly orgId: string; readonly roleId: string }): ReactNode {
  const { data } = useListMembers({ orgId, pageSize: 100, sort: "name" });
  const assign = useAssignRole();
  const others = data?.data.filter(({ customRoleIds }) => !customRoleIds.includes(roleId)) ?? [];
  if (others.length === 0) return null;
  return (
    <Form className="row filters" label="Give the role" onSubmit={(values) => assign.mutate({ roleId, userId: values("userId") })}>
      <Choice label="Member" name="userId" options={Object.fromEntries(others.map(({ userId, user }) => [userId, user.name ?? user.email]))} />
      <button disabled={assign.isPending}>Give the role</button>
      <Failure error={assign.error} />
    </Form>
  );
}
