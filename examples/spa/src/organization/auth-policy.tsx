import { useCan } from "@plinto/react";
import { useGetAuthPolicy, useSetAuthPolicy } from "@plinto/react/query";
import type { ReactNode } from "react";
import { Failure } from "../parts/failure.tsx";
import { Check, Form } from "../parts/form.tsx";
import { Section } from "../parts/page.tsx";
import { Waiting } from "../parts/pages.tsx";

/** What the organization asks of those who sign in. */
export function AuthPolicy({ orgId }: { readonly orgId: string }): ReactNode {
  const { data, error } = useGetAuthPolicy({ orgId });
  const set = useSetAuthPolicy();
  const { allowed } = useCan({ operation: "setAuthPolicy" });
  if (!data) return error ? <Failure error={error} /> : <Waiting />;
  const { mfa, rememberDevices, allowedMethods, passkeyUserVerification, session, ipRanges } = data;
  return (
    <Section title="Signing in">
      <p>People may sign in by {allowedMethods.map((method) => WAYS[method] ?? method).join(", ")}.</p>
      <Form
        key={data.version}
        onSubmit={(values) =>
          set.mutate({
            orgId,
            // The policy is set as a whole: what is not chosen here stays.
            allowedMethods,
            passkeyUserVerification,
            session,
            ipRanges,
            mfa: values("mfa") === "on" ? "required" : "optional",
            rememberDevices: values("remember") === "on",
          })
        }
      >
        <Check label="Everybody needs a second factor" name="mfa" defaultChecked={mfa === "required"} disabled={!allowed} />
        <Check label="Devices may be remembered" name="remember" defaultChecked={rememberDevices} disabled={!allowed} />
        <Failure error={set.error} />
        {allowed && <button disabled={set.isPending}>Save the policy</button>}
      </Form>
    </Section>
  );
}

const WAYS: Readonly<Record<string, string>> = {
  password: "password",
  magic_link: "a link in a mail",
  otp: "a code in a mail",
  passkey: "passkey",
  oauth: "Google, GitHub or Microsoft",
  totp: "an authenticator app",
  sso: "single sign-on",
};
