import { useSignUp } from "@plinto/react";
import type { ReactNode } from "react";
import { Field, Form, Heading } from "./form";
import { Problem } from "./problem";
import type { HrefOf } from "./screen";

/** Makes an account. */
export function SignUpForm({ hrefOf }: { readonly hrefOf: HrefOf }): ReactNode {
  const { busy, error, signUp } = useSignUp();
  return (
    <>
      <Heading>Create an account</Heading>
      <Form onSubmit={(values) => signUp({ name: values("name"), email: values("email"), password: values("password") })}>
        <Field label="Name" name="name" autoComplete="name" required />
        <Field label="E-mail" name="email" type="email" autoComplete="username" required />
        <Field label="Password" name="password" type="password" autoComplete="new-password" minLength={8} hint="At least eight characters." required />
        <Problem error={error} />
        <button className="sign-in-main" disabled={busy}>
          Create the account
        </button>
      </Form>
      <p>
        You have one? <a href={hrefOf("sign-in")}>Sign in</a>
      </p>
    </>
  );
}
