import { useSignIn } from "@plinto/react";
import type { ReactNode } from "react";
import { Field, Form, Heading } from "./form";
import { Problem } from "./problem";
import { type HrefOf, urlOf } from "./screen";

/** Mails a link to set a new password. */
export function ForgotPassword({ hrefOf }: { readonly hrefOf: HrefOf }): ReactNode {
  const { busy, error, requestPasswordReset } = useSignIn();
  return (
    <>
      <Heading>Forgot your password?</Heading>
      <p>We mail you a link to set a new one.</p>
      <Form onSubmit={(values) => requestPasswordReset({ email: values("email"), redirectUrl: urlOf(hrefOf, "new-password") })}>
        <Field label="E-mail" name="email" type="email" autoComplete="username" required />
        <Problem error={error} />
        <button className="sign-in-main" disabled={busy}>
          Mail me the link
        </button>
      </Form>
      <p>
        <a href={hrefOf("sign-in")}>Back to sign in</a>
      </p>
    </>
  );
}
