import { type InvitationPreview, type PlintoError, isPlintoError } from "@plinto/core";
import { useAuth, useClient, useSignIn, useUser } from "@plinto/react";
import { type ReactNode, useEffect, useState } from "react";
import { Field, Form, Heading } from "./form";
import { useLinkToken } from "./link-token";
import { Problem } from "./problem";
import type { HrefOf } from "./screen";
import { SignInForm } from "./sign-in-form";

/** Where the link of an invitation leads. */
export function InvitationScreen({ hrefOf, onDone }: { readonly hrefOf: HrefOf; readonly onDone: () => void }): ReactNode {
  const token = useLinkToken();
  const { preview, problem } = usePreview(token);
  const { status } = useAuth();
  const { user } = useUser();
  const { step, busy, error, acceptInvitation } = useSignIn();
  const accept = async (account: { readonly name?: string; readonly password?: string } = {}): Promise<void> => {
    const after = await acceptInvitation({ token: token ?? "", ...account });
    if (after.step.status === "complete") onDone();
  };
  if (token === null || problem)
    return (
      <>
        <Heading>This invitation is not good</Heading>
        <Problem error={problem} />
        <p>Ask who invited you for a new one.</p>
        <p>
          <a href={hrefOf("sign-in")}>Sign in</a>
        </p>
      </>
    );
  if (!preview || status === "loading") return <Heading>One moment…</Heading>;
  if (status === "signed-in")
    return (
      <>
        <Heading>Join {preview.organizationName}</Heading>
        <p>
          You are signed in as {user?.email}. You will be {article(preview.role)}.
        </p>
        <Problem error={error} />
        <button type="button" className="sign-in-main" disabled={busy} onClick={() => void accept()}>
          Join {preview.organizationName}
        </button>
      </>
    );
  if (step.status === "sign_in_required")
    return (
      <>
        <p className="sign-in-note">{step.maskedEmail} has an account: sign in to join.</p>
        <SignInForm hrefOf={hrefOf} />
      </>
    );
  return (
    <>
      <Heading>Join {preview.organizationName}</Heading>
      <p>
        {preview.maskedEmail} is invited as {article(preview.role)}. If you have an account, leave name and password as they are and continue.
      </p>
      <Form onSubmit={(values) => accept(Object.fromEntries(["name", "password"].flatMap((name) => (values(name) ? [[name, values(name)]] : []))))}>
        <Field label="Name" name="name" autoComplete="name" />
        <Field label="Password" name="password" type="password" autoComplete="new-password" minLength={8} hint="At least eight characters." />
        <Problem error={error} />
        <button className="sign-in-main" disabled={busy}>
          Continue
        </button>
      </Form>
    </>
  );
}

function article(role: string): string {
  return `${/^[aeio]/.test(role) ? "an" : "a"} ${role}`;
}

/** What the invitation is to. */
function usePreview(token: string | null | undefined): { readonly preview?: InvitationPreview; readonly problem?: PlintoError } {
  const client = useClient();
  const [answer, setAnswer] = useState<{ readonly preview?: InvitationPreview; readonly problem?: PlintoError }>({});
  useEffect(() => {
    let isGone = false;
    if (token)
      client.invitations.validate({ token }).then(
        (preview) => !isGone && setAnswer({ preview }),
        (problem: unknown) => !isGone && isPlintoError(problem) && setAnswer({ problem }),
      );
    return () => {
      isGone = true;
    };
  }, [client, token]);
  return answer;
}
