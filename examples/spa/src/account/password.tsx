import { useChangePassword } from "@plinto/react/query";
import type { ReactNode } from "react";
import { Failure } from "../parts/failure.tsx";
import { Check, Field, Form } from "../parts/form.tsx";
import { Section } from "../parts/page.tsx";

/** Changes the password. */
export function Password(): ReactNode {
  const change = useChangePassword();
  return (
    <Section title="Password">
      <Form
        onSubmit={(values, form) =>
          change.mutate(
            { currentPassword: values("current"), newPassword: values("new"), revokeOtherSessions: values("revoke") === "on" },
            { onSuccess: () => form.reset() },
          )
        }
      >
        <Field label="Present password" name="current" type="password" autoComplete="current-password" required />
        <Field label="New password" name="new" type="password" autoComplete="new-password" minLength={8} hint="At least eight characters." required />
        <Check label="Sign out all other devices" name="revoke" defaultChecked />
        <Failure error={change.error} />
        <button disabled={change.isPending}>Change the password</button>
        {change.isSuccess && <p role="status">The password is changed.</p>}
      </Form>
    </Section>
  );
}
