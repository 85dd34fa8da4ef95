import { useSignIn } from "@plinto/react";
import type { ReactNode } from "react";
import { EnrollmentStep } from "./enrollment-step";
import { CodeField, Form, Heading } from "./form";
import { MfaStep } from "./mfa-step";
import { Problem } from "./problem";
import type { HrefOf } from "./screen";

/** What the server wants before it lets the person in. */
export function Step({ hrefOf }: { readonly hrefOf: HrefOf }): ReactNode {
  const { step, busy, error, enrollment, verifyOtp, verifyEmail, resendVerification, chooseOrganization, restart } = useSignIn();
  const back = (
    <p>
      <a href={hrefOf("sign-in")} onClick={() => restart()}>
        Begin again
      </a>
    </p>
  );
  // Recovery codes are shown once: nothing follows before they were kept.
  if (enrollment || step.status === "mfa_enrollment_required")
    return (
      <>
        <EnrollmentStep />
        {back}
      </>
    );
  switch (step.status) {
    case "email_verification_required":
      return (
        <>
          <Heading>Confirm your e-mail</Heading>
          <p>We have mailed a code to {step.email}.</p>
          <Form onSubmit={(values) => verifyEmail({ code: figures(values("code")) })}>
            <CodeField label="Code" />
            <Problem error={error} />
            <button className="sign-in-main" disabled={busy}>
              Confirm
            </button>
          </Form>
          <button type="button" className="sign-in-link" disabled={busy} onClick={() => void resendVerification()}>
            Mail me another code
          </button>
          {back}
        </>
      );
    case "otp_sent":
      return (
        <>
          <Heading>Look into your mail</Heading>
          <p>If {step.email} has an account, a code is on its way.</p>
          <Form onSubmit={(values) => verifyOtp({ code: figures(values("code")) })}>
            <CodeField label="Code" />
            <Problem error={error} />
            <button className="sign-in-main" disabled={busy}>
              Sign in
            </button>
          </Form>
          {back}
        </>
      );
    case "magic_link_sent":
    case "password_reset_sent":
      return (
        <>
          <Heading>Look into your mail</Heading>
          <p>If {step.email} has an account, a link is on its way. You can close this page.</p>
          {back}
        </>
      );
    case "mfa_required":
      return (
        <>
          <MfaStep factors={step.factors} deviceCanBeRemembered={step.deviceCanBeRemembered} />
          {back}
        </>
      );
    case "organization_required":
      return (
        <>
          <Heading>Where to?</Heading>
          <Problem error={error} />
          <div className="sign-in-ways">
            {step.organizations.map(({ id, name, role }) => (
              <button key={id} type="button" disabled={busy} onClick={() => void chooseOrganization({ organizationId: id })}>
                {name} <small>{role}</small>
              </button>
            ))}
          </div>
          {back}
        </>
      );
    case "provider":
      return (
        <>
          <Heading>One moment…</Heading>
          <p>The provider signs you in.</p>
          {back}
        </>
      );
    default:
      return (
        <>
          <Heading>One more step</Heading>
          <p>This application is too old for it: load the page again. The step is called {step.status}.</p>
          {back}
        </>
      );
  }
}

/** Mails and apps show codes in two groups. */
function figures(text: string): string {
  return text.replaceAll(" ", "");
}
