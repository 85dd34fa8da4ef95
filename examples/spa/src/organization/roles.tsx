import { Show } from "@plinto/react";
import { useCreateRole, useInfiniteListRoles } from "@plinto/react/query";
import type { ReactNode } from "react";
import { DialogButton } from "../parts/dialog.tsx";
import { Failure } from "../parts/failure.tsx";
import { Field, Form } from "../parts/form.tsx";
import { given } from "../parts/given.ts";
import { Page } from "../parts/page.tsx";
import { Pages } from "../parts/pages.tsx";
import { Tag } from "../parts/tag.tsx";
import { hrefOf, navigate } from "../router.ts";
import { PermissionChoice, chosenPermissions } from "./permission-choice.tsx";

/** The roles of the organization: those of the system, and its own. */
export function Roles(): ReactNode {
  const list = useInfiniteListRoles({});
  const create = useCreateRole();
  return (
    <Page
      title="Roles"
      actions={
        <Show when={{ operation: "createRole" }}>
          <DialogButton label="Create a role" title="Create a role" kind="main">
            {(close) => (
              <Form
                onSubmit={(values) =>
                  create.mutate(
                    { name: values("name"), permissions: chosenPermissions(values), ...given({ description: values("description") }) },
                    {
                      onSuccess: ({ id }) => {
                        close();
                        navigate(`/organization/roles/${id}`);
                      },
                    },
                  )
                }
              >
                <Field label="Name" name="name" required maxLength={100} autoFocus />
                <Field label="Description" name="description" maxLength={500} />
                <PermissionChoice />
                <Failure error={create.error} />
                <button className="main" disabled={create.isPending}>
                  Create
                </button>
              </Form>
            )}
          </DialogButton>
        </Show>
      }
    >
      <Pages label="Roles" list={list} empty="There is none." keyOf={({ id }) => id}>
        {({ id, name, description, type, permissions }) => (
          <>
            <span className="what">
              <a href={hrefOf(`/organization/roles/${id}`)}>{name}</a>
              <small>{description}</small>
            </span>
            <Tag>{permissions.length === 1 ? "1 permission" : `${permissions.length} permissions`}</Tag>
            <Tag kind={type === "custom" ? "good" : "quiet"}>{type === "custom" ? "your own" : "of the system"}</Tag>
          </>
        )}
      </Pages>
    </Page>
  );
}
