import { useSignIn } from "@plinto/react";
import type { ReactNode } from "react";
import { CodeField, Form, Heading } from "./form";
import { Problem } from "./problem";
import { QrCode } from "./qr-code";

/** Sets a second factor up, where the organization wants one. */
export function EnrollmentStep(): ReactNode {
  const { step, busy, error, enrollment, enrollTotp, activateTotp, enrollPasskey, finishEnrollment } = useSignIn();
  const kinds = step.status === "mfa_enrollment_required" ? step.kinds : [];
  // Recovery codes come with the first factor. With a further one there are none, and it is done.
  if (enrollment?.recoveryCodes !== undefined)
    return (
      <>
        <Heading key="kept">{enrollment.recoveryCodes ? "Keep these codes" : "It is set up"}</Heading>
        {enrollment.recoveryCodes && (
          <>
            <p>Each lets you in once when your device is lost. They are shown this once.</p>
            <ul className="sign-in-codes">
              {enrollment.recoveryCodes.codes.map((code) => (
                <li key={code}>
                  <code>{code}</code>
                </li>
              ))}
            </ul>
          </>
        )}
        <Problem error={error} />
        <button type="button" className="sign-in-main" disabled={busy} onClick={() => void finishEnrollment()}>
          {enrollment.recoveryCodes ? "I have kept them" : "Go on"}
        </button>
      </>
    );
  if (enrollment?.totp)
    return (
      <>
        <Heading key="app">Set up your app</Heading>
        <QrCode text={enrollment.totp.uri} label="The code that your app scans" />
        <p>
          Or type this into it: <code className="sign-in-secret">{enrollment.totp.secret}</code>
        </p>
        <Form onSubmit={(values) => activateTotp({ code: values("code").replaceAll(" ", "") })}>
          <CodeField label="Code of your app" />
          <Problem error={error} />
          <button className="sign-in-main" disabled={busy}>
            Go on
          </button>
        </Form>
      </>
    );
  return (
    <>
      <Heading key="kinds">Set up a second factor</Heading>
      <p>Your organization wants one.</p>
      <Problem error={error} />
      <div className="sign-in-ways">
        {kinds.includes("totp") && (
          <button type="button" disabled={busy} onClick={() => void enrollTotp()}>
            An authenticator app
          </button>
        )}
        {kinds.includes("passkey") && (
          <button type="button" disabled={busy} onClick={() => void enrollPasskey()}>
            A passkey
          </button>
        )}
      </div>
    </>
  );
}
