import type { MfaFactorOption } from "@plinto/core";
import { useSignIn } from "@plinto/react";
import { type ReactNode, useState } from "react";
import { CodeField, Field, Form, Heading } from "./form";
import { Problem } from "./problem";

/** Properties of {@link MfaStep}. */
export interface MfaStepProps {
  readonly factors: readonly MfaFactorOption[];
  readonly deviceCanBeRemembered: boolean;
}

/** Proves a second factor. */
export function MfaStep({ factors, deviceCanBeRemembered }: MfaStepProps): ReactNode {
  const { busy, error, proveFactor, provePasskey } = useSignIn();
  const kinds = factors.map(({ kind }) => kind);
  const [kind, setKind] = useState(() => (kinds.includes("totp") ? "totp" : (kinds[0] ?? "totp")));
  const [rememberDevice, setRememberDevice] = useState(false);
  const options = deviceCanBeRemembered ? { rememberDevice } : {};
  return (
    <>
      <Heading>Prove that it is you</Heading>
      <Form
        key={kind}
        onSubmit={(values) => {
          if (kind === "passkey") return provePasskey(options);
          if (kind === "totp") return proveFactor({ kind: "totp", code: values("code").replaceAll(" ", "") }, options);
          return proveFactor({ kind: "recovery_code", code: values("code") }, options);
        }}
      >
        {kind === "totp" && <CodeField label="Code of your app" />}
        {kind === "recovery_code" && <Field label="Recovery code" name="code" autoComplete="off" required autoFocus />}
        {deviceCanBeRemembered && (
          <label className="sign-in-check">
            <input type="checkbox" checked={rememberDevice} onChange={(event) => setRememberDevice(event.target.checked)} /> Do not ask on this device again
          </label>
        )}
        <Problem error={error} />
        <button className="sign-in-main" disabled={busy}>
          {kind === "passkey" ? "Use your passkey" : "Go on"}
        </button>
      </Form>
      <div className="sign-in-ways">
        {kinds
          .filter((other) => other !== kind && other in LABELS)
          .map((other) => (
            <button key={other} type="button" disabled={busy} onClick={() => setKind(other)}>
              {LABELS[other]}
            </button>
          ))}
      </div>
    </>
  );
}

const LABELS: Readonly<Record<string, string>> = { totp: "A code of your app", passkey: "Your passkey", recovery_code: "A recovery code" };
