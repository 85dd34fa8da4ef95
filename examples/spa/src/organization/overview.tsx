import { Show } from "@plinto/react";
import { useGetOrganization, useGetOrganizationLimits, useGetOrganizationStats, useUpdateOrganization } from "@plinto/react/query";
import type { ReactNode } from "react";
import { Failure } from "../parts/failure.tsx";
import { Field, Form } from "../parts/form.tsx";
import { Page, Section } from "../parts/page.tsx";
import { Waiting } from "../parts/pages.tsx";
import { AuthPolicy } from "./auth-policy.tsx";
import { Leaving } from "./leaving.tsx";
import { useOwnRole } from "./own-role.ts";
import { Settings } from "./settings.tsx";

/** The organization as a whole: its figures and settings. */
export function Overview({ orgId }: { readonly orgId: string }): ReactNode {
  const { data: organization, error } = useGetOrganization({ orgId });
  const role = useOwnRole(orgId);
  const update = useUpdateOrganization({ optimistic: true });
  if (!organization) return error ? <Failure error={error} /> : <Waiting />;
  return (
    <Page title={organization.name}>
      <p>
        You are its {role}. It is on the plan {organization.plan}.
      </p>
      <Show when={{ operation: "getOrganizationStats" }}>
        <Figures orgId={orgId} />
      </Show>
      <Show when={{ operation: "updateOrganization" }}>
        <Section title="Name">
          <Form key={organization.version} onSubmit={(values) => update.mutate({ orgId, name: values("name"), slug: values("slug") })}>
            <Field label="Name" name="name" defaultValue={organization.name} required maxLength={100} />
            <Field label="Short name" name="slug" defaultValue={organization.slug} pattern="[a-z0-9\-]+" hint="Small letters, figures and hyphens." required />
            <Failure error={update.error} />
            <button disabled={update.isPending}>Save the name</button>
          </Form>
        </Section>
        <Settings orgId={orgId} />
      </Show>
      <Show when={{ operation: "getAuthPolicy" }}>
        <AuthPolicy orgId={orgId} />
      </Show>
      <Leaving orgId={orgId} name={organization.name} />
    </Page>
  );
}

function Figures({ orgId }: { readonly orgId: string }): ReactNode {
  const { data: stats, error } = useGetOrganizationStats({ orgId });
  const { data: limits } = useGetOrganizationLimits({ orgId });
  if (!stats) return error ? <Failure error={error} /> : <Waiting />;
  const of = (limit: number | null | undefined): string => (typeof limit === "number" ? ` of ${limit}` : "");
  return (
    <Section title="Figures">
      <dl className="numbers">
        <div>
          <dt>Members</dt>
          <dd>
            {stats.members.total}
            {of(limits?.members.limit)}
          </dd>
        </div>
        <div>
          <dt>Invited</dt>
          <dd>{stats.invitations.pending}</dd>
        </div>
        <div>
          <dt>Signed in now</dt>
          <dd>{stats.sessions.active}</dd>
        </div>
        <div>
          <dt>API keys</dt>
          <dd>
            {limits?.apiKeys.used ?? 0}
            {of(limits?.apiKeys.limit)}
          </dd>
        </div>
      </dl>
    </Section>
  );
}
