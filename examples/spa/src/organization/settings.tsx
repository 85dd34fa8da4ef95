import type { Role } from "@plinto/core";
import { useGetOrganizationSettings, useUpdateOrganizationSettings } from "@plinto/react/query";
import type { ReactNode } from "react";
import { Failure } from "../parts/failure.tsx";
import { Choice, Field, Form } from "../parts/form.tsx";
import { Section } from "../parts/page.tsx";
import { Waiting } from "../parts/pages.tsx";
import { RoleChoice } from "./role-choice.tsx";

const DAY = 86_400;

/** How the organization invites, and in which language it writes. */
export function Settings({ orgId }: { readonly orgId: string }): ReactNode {
  const { data, error } = useGetOrganizationSettings({ orgId });
  const update = useUpdateOrganizationSettings();
  if (!data) return error ? <Failure error={error} /> : <Waiting />;
  return (
    <Section title="Settings">
      <Form
        key={data.version}
        onSubmit={(values) =>
          update.mutate({
            orgId,
            defaultRole: values("role") as Role,
            invitationExpiresInSeconds: Number(values("days")) * DAY,
            locale: values("locale"),
            branding: { senderName: values("senderName") || null },
          })
        }
      >
        <RoleChoice label="Role of who is invited" defaultValue={data.defaultRole} />
        <Field
          label="Invitations are good for, in days"
          name="days"
          type="number"
          min={1}
          max={30}
          defaultValue={Math.round(data.invitationExpiresInSeconds / DAY)}
          required
        />
        <Choice label="Language of mails" name="locale" defaultValue={data.locale} options={{ [data.locale]: data.locale, en: "English", de: "Deutsch" }} />
        <Field label="Sender of mails" name="senderName" defaultValue={data.branding.senderName ?? ""} maxLength={100} />
        <Failure error={update.error} />
        <button disabled={update.isPending}>Save the settings</button>
        {update.isSuccess && <p role="status">Saved.</p>}
      </Form>
    </Section>
  );
}
