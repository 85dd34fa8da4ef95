import { useSignIn } from "@plinto/react";
import { type ReactNode, useState } from "react";
import { Field, Form, Heading } from "./form";
import { useLinkToken } from "./link-token";
import { Problem } from "./problem";
import type { HrefOf } from "./screen";

/** Where the link of a forgotten password leads. */
export function NewPassword({ hrefOf }: { readonly hrefOf: HrefOf }): ReactNode {
  const token = useLinkToken();
  const { busy, error, resetPassword } = useSignIn();
  const [isSet, setIsSet] = useState(false);
  if (token === undefined) return null;
  if (isSet || token === null)
    return (
      <>
        <Heading>{isSet ? "The new password is set" : "This link is not whole"}</Heading>
        <p>{isSet ? "All devices were signed out." : "Open the link of the mail again, or ask for a new one."}</p>
        <p>
          <a href={hrefOf(isSet ? "sign-in" : "forgot-password")}>{isSet ? "Sign in with it" : "Ask for a new link"}</a>
        </p>
      </>
    );
  return (
    <>
      <Heading>Choose a new password</Heading>
      <Form
        onSubmit={async (values) => {
          const after = await resetPassword({ token, password: values("password") });
          setIsSet(after.error === null);
        }}
      >
        <Field label="New password" name="password" type="password" autoComplete="new-password" minLength={8} hint="At least eight characters." required />
        <Problem error={error} />
        <button className="sign-in-main" disabled={busy}>
          Set the password
        </button>
      </Form>
    </>
  );
}
