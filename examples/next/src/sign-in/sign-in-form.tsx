import { isPasskeySupported } from "@plinto/core/passkeys";
import { useSignIn } from "@plinto/react";
import { type ReactNode, useRef, useState } from "react";
import { Field, Form, Heading } from "./form";
import { Problem } from "./problem";
import { Providers } from "./providers";
import { type HrefOf, urlOf } from "./screen";

/** All ways to sign in. */
export function SignInForm({ hrefOf }: { readonly hrefOf: HrefOf }): ReactNode {
  const { busy, error, signIn, sendOtp, sendMagicLink, signInWithPasskey } = useSignIn({ autofill: true });
  const [needsEmail, setNeedsEmail] = useState(false);
  const email = useRef<HTMLInputElement>(null);
  /** Mails something to the address in the form. */
  const mail = (send: (address: string) => unknown): void => {
    const field = email.current;
    const isGood = field?.checkValidity() ?? false;
    setNeedsEmail(!isGood);
    if (isGood) void send(field?.value ?? "");
    else field?.focus();
  };
  return (
    <>
      <Heading>Sign in</Heading>
      <Form onSubmit={(values) => signIn({ email: values("email"), password: values("password") })}>
        <Field label="E-mail" name="email" type="email" autoComplete="username webauthn" required ref={email} />
        <Field label="Password" name="password" type="password" autoComplete="current-password" required />
        <Problem error={error} />
        {needsEmail && (
          <p role="alert" className="sign-in-problem">
            Enter your e-mail first.
          </p>
        )}
        <button className="sign-in-main" disabled={busy}>
          Sign in
        </button>
      </Form>
      <p>
        <a href={hrefOf("forgot-password")}>Forgot your password?</a>
      </p>
      <h2>Without a password</h2>
      <div className="sign-in-ways">
        <button type="button" disabled={busy} onClick={() => mail((address) => sendOtp({ email: address }))}>
          Mail me a code
        </button>
        <button type="button" disabled={busy} onClick={() => mail((address) => sendMagicLink({ email: address, redirectUrl: urlOf(hrefOf, "magic-link") }))}>
          Mail me a link
        </button>
        <PasskeyButton busy={busy} onClick={() => void signInWithPasskey()} />
        <Providers hrefOf={hrefOf} />
      </div>
      <p>
        New here? <a href={hrefOf("sign-up")}>Create an account</a>
      </p>
    </>
  );
}

function PasskeyButton({ busy, onClick }: { readonly busy: boolean; readonly onClick: () => void }): ReactNode {
  const [isSupported] = useState(() => typeof window === "undefined" || isPasskeySupported());
  return (
    isSupported && (
      <button type="button" disabled={busy} onClick={onClick}>
        Use a passkey
      </button>
    )
  );
}
