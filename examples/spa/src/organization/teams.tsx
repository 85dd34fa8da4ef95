import { Show } from "@plinto/react";
import { useCreateTeam, useInfiniteListTeams } from "@plinto/react/query";
import type { ReactNode } from "react";
import { DialogButton } from "../parts/dialog.tsx";
import { Failure } from "../parts/failure.tsx";
import { Field, Form } from "../parts/form.tsx";
import { given } from "../parts/given.ts";
import { Page } from "../parts/page.tsx";
import { Pages } from "../parts/pages.tsx";
import { Tag } from "../parts/tag.tsx";
import { hrefOf, navigate } from "../router.ts";

/** The teams of the organization. */
export function Teams({ orgId }: { readonly orgId: string }): ReactNode {
  const list = useInfiniteListTeams({ orgId, sort: "name" });
  const create = useCreateTeam();
  return (
    <Page
      title="Teams"
      actions={
        <Show when={{ operation: "createTeam" }}>
          <DialogButton label="Create a team" title="Create a team" kind="main">
            {(close) => (
              <Form
                onSubmit={(values) =>
                  create.mutate(
                    { orgId, name: values("name"), ...given({ description: values("description") }) },
                    {
                      onSuccess: ({ id }) => {
                        close();
                        navigate(`/organization/teams/${id}`);
                      },
                    },
                  )
                }
              >
                <Field label="Name" name="name" required maxLength={100} autoFocus />
                <Field label="Description" name="description" maxLength={500} />
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
      <Pages label="Teams" list={list} empty="There is none yet." keyOf={({ id }) => id}>
        {({ id, name, description, memberCount }) => (
          <>
            <span className="what">
              <a href={hrefOf(`/organization/teams/${id}`)}>{name}</a>
              <small>{description}</small>
            </span>
            <Tag>{memberCount === 1 ? "1 member" : `${memberCount} members`}</Tag>
          </>
        )}
      </Pages>
    </Page>
  );
}
