import { useStepUp } from "@plinto/react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { Field, Form } from "./form";
import { Problem } from "./problem";
import "./sign-in.css";

/** Asks for a fresh proof where something wants one. Render it once, beside the application. */
export function StepUpDialog(): ReactNode {
  const { challenge, cancel } = useStepUp();
  const dialog = useRef<HTMLDialogElement>(null);
  const isAsked = challenge !== null;
  useEffect(() => {
    if (isAsked) dialog.current?.showModal();
    else dialog.current?.close();
  }, [isAsked]);
  return (
    <dialog ref={dialog} className="sign-in sign-in-dialog" aria-labelledby="step-up-heading" onCancel={cancel}>
      {challenge && <Proof methods={challenge.methods} />}
    </dialog>
  );
}

function Proof({ methods }: { readonly methods: readonly string[] }): ReactNode {
  const { busy, error, prove, provePasskey, sendOtp, cancel } = useStepUp();
  const known = methods.filter((method) => method in LABELS);
  const [method, setMethod] = useState(known[0] ?? "password");
  const [isSent, setIsSent] = useState(false);
  const answer = (value: string): unknown => {
    const code = value.replaceAll(" ", "");
    if (method === "password") return prove({ method, password: value });
    if (method === "totp") return prove({ method, code });
    if (method === "recovery_code") return prove({ method, code: value });
    if (method === "otp" && isSent) return prove({ method, code });
    if (method === "otp") return sendOtp().then((after) => setIsSent(after.error === null));
    return provePasskey();
  };
  return (
    <>
      <h2 id="step-up-heading">Prove that it is you</h2>
      <p>This wants a fresh proof.</p>
      <Form key={method} onSubmit={(values) => answer(values("proof"))}>
        {method === "password" && <Field label="Password" name="proof" type="password" autoComplete="current-password" required autoFocus />}
        {method === "totp" && <Field label="Code of your app" name="proof" inputMode="numeric" autoComplete="one-time-code" required autoFocus />}
        {method === "recovery_code" && <Field label="Recovery code" name="proof" autoComplete="off" required autoFocus />}
        {method === "otp" && isSent && <Field label="Code of the mail" name="proof" inputMode="numeric" autoComplete="one-time-code" required autoFocus />}
        <Problem error={error} />
        <div className="sign-in-ways">
          <button className="sign-in-main" disabled={busy}>
            {method === "passkey" ? "Use your passkey" : method === "otp" && !isSent ? "Mail me a code" : "Go on"}
          </button>
          <button type="button" onClick={cancel}>
            Cancel
          </button>
        </div>
      </Form>
      <div className="sign-in-ways">
        {known
          .filter((other) => other !== method)
          .map((other) => (
            <button key={other} type="button" className="sign-in-link" disabled={busy} onClick={() => setMethod(other)}>
              {LABELS[other]}
            </button>
          ))}
      </div>
    </>
  );
}

const LABELS: Readonly<Record<string, string>> = {
  passkey: "With your passkey",
  totp: "With a code of your app",
  password: "With your password",
  otp: "With a code by mail",
  recovery_code: "With a recovery code",
};
