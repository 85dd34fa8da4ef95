import { useActiveOrganization } from "@plinto/react";
import { useCreateOrganization, useInfiniteListMyInvitations, useInfiniteListMyOrganizations } from "@plinto/react/query";
import { type ReactNode, useState } from "react";
import { DialogButton } from "../parts/dialog.tsx";
import { Failure } from "../parts/failure.tsx";
import { Field, Form } from "../parts/form.tsx";
import { Page, Section } from "../parts/page.tsx";
import { Pages } from "../parts/pages.tsx";
import { Tag } from "../parts/tag.tsx";
import { Time } from "../parts/time.tsx";
import { navigate } from "../router.ts";

/** The person's organizations, and those that have invited her. `refusal` is why one did not let her in. */
export function Organizations({ refusal = null }: { readonly refusal?: Error | null }): ReactNode {
  const organizations = useInfiniteListMyOrganizations({ sort: "name" });
  const invitations = useInfiniteListMyInvitations({});
  const { organizationId, switchTo } = useActiveOrganization();
  const [problem, setProblem] = useState<Error | null>(null);
  const open = async (id: string): Promise<void> => {
    try {
      await switchTo(id);
      navigate("/organization");
    } catch (error) {
      setProblem(error instanceof Error ? error : null);
    }
  };
  return (
    <Page title="Organizations" actions={<CreateOrganization onCreated={open} />}>
      <Section title="Yours">
        <Failure error={problem ?? refusal} />
        <Pages label="Organizations" list={organizations} empty="You are in none yet. Create one, or ask for an invitation." keyOf={({ id }) => id}>
          {({ id, name, slug, plan }) => (
            <>
              <span className="what">
                {name} <small>{slug}</small>
              </span>
              <Tag>{plan}</Tag>
              {id === organizationId ? (
                <Tag kind="good">you are here</Tag>
              ) : (
                <button type="button" aria-label={`Open ${name}`} onClick={() => void open(id)}>
                  Open
                </button>
              )}
            </>
          )}
        </Pages>
      </Section>
      <Section title="Invitations to you">
        <Pages label="Invitations to you" list={invitations} empty="Nobody has invited you." keyOf={({ id }) => id}>
          {({ organizationName, role, message, expiresAt }) => (
            <>
              <span className="what">
                {organizationName}
                <small>
                  {message ?? "The link to join is in your mail."} Good until <Time at={expiresAt} />.
                </small>
              </span>
              <Tag>{role}</Tag>
            </>
          )}
        </Pages>
      </Section>
    </Page>
  );
}

function CreateOrganization({ onCreated }: { readonly onCreated: (id: string) => Promise<void> }): ReactNode {
  const create = useCreateOrganization();
  return (
    <DialogButton label="Create an organization" title="Create an organization" kind="main">
      {(close) => (
        <Form
          onSubmit={(values) =>
            create.mutate(
              { name: values("name") },
              {
                onSuccess: ({ id }) => {
                  close();
                  void onCreated(id);
                },
              },
            )
          }
        >
          <Field label="Name" name="name" required maxLength={100} autoFocus />
          <Failure error={create.error} />
          <button className="main" disabled={create.isPending}>
            Create
          </button>
        </Form>
      )}
    </DialogButton>
  );
}
