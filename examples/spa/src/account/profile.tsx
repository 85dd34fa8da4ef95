import { useGetMe, useRequestEmailChange, useUpdateMe } from "@plinto/react/query";
import type { ReactNode } from "react";
import { Failure } from "../parts/failure.tsx";
import { Choice, Field, Form } from "../parts/form.tsx";
import { Page, Section } from "../parts/page.tsx";
import { Waiting } from "../parts/pages.tsx";
import { ConfirmEmail } from "./confirm-email.tsx";

/** The person's own data. */
export function Profile(): ReactNode {
  const { data: me, error } = useGetMe({});
  return (
    <Page title="Profile">
      <Failure error={error} />
      {me ? (
        <>
          <Section title="About you">
            <AboutYou key={me.version} name={me.name} locale={me.locale ?? null} />
          </Section>
          <Section title="E-mail">
            <p>
              {me.email}, {me.emailVerified ? "confirmed" : "not confirmed"}
            </p>
            <ChangeEmail />
            <ConfirmEmail />
          </Section>
        </>
      ) : (
        !error && <Waiting />
      )}
    </Page>
  );
}

function AboutYou({ name, locale }: { readonly name: string | null; readonly locale: string | null }): ReactNode {
  const update = useUpdateMe();
  return (
    <Form onSubmit={(values) => update.mutate({ name: values("name") || null, locale: values("locale") || null })}>
      <Field label="Name" name="name" autoComplete="name" defaultValue={name ?? ""} />
      <Choice label="Language" name="locale" defaultValue={locale ?? ""} options={{ "": "That of the organization", en: "English", de: "Deutsch" }} />
      <Failure error={update.error} />
      <button className="main" disabled={update.isPending}>
        Save
      </button>
      {update.isSuccess && <p role="status">Saved.</p>}
    </Form>
  );
}

function ChangeEmail(): ReactNode {
  const request = useRequestEmailChange();
  return (
    <Form onSubmit={(values) => request.mutate({ email: values("email") })}>
      <Field label="New e-mail" name="email" type="email" autoComplete="email" required />
      <Failure error={request.error} />
      <button disabled={request.isPending}>Change the e-mail</button>
      {request.isSuccess && <p role="status">We have mailed a token to the new address. It is yours as soon as you have entered it.</p>}
    </Form>
  );
}
