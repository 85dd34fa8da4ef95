import type { TotpEnrollment } from "@plinto/core";
import { useActivateTotp, useDeleteMfaFactor, useEnrollTotp, useListMfaFactors, useRegenerateRecoveryCodes } from "@plinto/react/query";
import { type ReactNode, useState } from "react";
import { ConfirmButton } from "../parts/dialog.tsx";
import { Failure } from "../parts/failure.tsx";
import { Field, Form } from "../parts/form.tsx";
import { Section } from "../parts/page.tsx";
import { Waiting } from "../parts/pages.tsx";
import { Secret } from "../parts/secret.tsx";
import { Time } from "../parts/time.tsx";
import { QrCode } from "../sign-in/qr-code.tsx";

/** Authenticator apps and recovery codes. */
export function SecondFactors(): ReactNode {
  const { data, error } = useListMfaFactors({});
  const enroll = useEnrollTotp();
  const remove = useDeleteMfaFactor();
  const regenerate = useRegenerateRecoveryCodes();
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  if (!data) return <Section title="Second factors">{error ? <Failure error={error} /> : <Waiting />}</Section>;
  const apps = data.data.filter(({ kind, status }) => kind === "totp" && status === "active");
  return (
    <Section title="Second factors">
      {codes && <Secret label="Recovery codes" text={codes.join("\n")} onKept={() => setCodes(null)} />}
      {apps.length === 0 && !enroll.data && <p className="empty">No authenticator app. With one, a stolen password is not enough.</p>}
      <ul className="rows" aria-label="Authenticator apps">
        {apps.map(({ id, name, lastUsedAt }) => (
          <li key={id}>
            <span className="what">
              {name ?? "Authenticator app"}
              <small>
                Last used: <Time at={lastUsedAt} />
              </small>
            </span>
            <ConfirmButton
              label="Remove"
              name="Remove the authenticator app"
              question="Remove the authenticator app?"
              change={remove}
              onConfirm={(done) => remove.mutate({ factorId: id }, { onSuccess: done })}
            />
          </li>
        ))}
      </ul>
      {apps.length === 0 &&
        (enroll.data ? (
          <ActivateApp
            enrollment={enroll.data}
            onDone={(made) => {
              enroll.reset();
              setCodes(made);
            }}
          />
        ) : (
          <button type="button" disabled={enroll.isPending} onClick={() => enroll.mutate({})}>
            Set up an authenticator app
          </button>
        ))}
      <Failure error={enroll.error} />
      {data.recoveryCodes && (
        <>
          <h3>Recovery codes</h3>
          <p>
            {data.recoveryCodes.remaining} left, made <Time at={data.recoveryCodes.generatedAt} />
          </p>
          <button type="button" disabled={regenerate.isPending} onClick={() => regenerate.mutate({}, { onSuccess: (made) => setCodes(made.codes) })}>
            Make new ones
          </button>
          <Failure error={regenerate.error} />
        </>
      )}
    </Section>
  );
}

function ActivateApp({ enrollment, onDone }: { readonly enrollment: TotpEnrollment; readonly onDone: (codes: readonly string[] | null) => void }): ReactNode {
  const activate = useActivateTotp();
  return (
    <div className="qr">
      <p>Scan this with your app, or type it in: {<code>{enrollment.secret}</code>}</p>
      <QrCode text={enrollment.uri} label="The code that your app scans" />
      <Form
        onSubmit={(values) =>
          activate.mutate(
            { factorId: enrollment.factor.id, code: values("code").replaceAll(" ", "") },
            { onSuccess: ({ recoveryCodes }) => onDone(recoveryCodes?.codes ?? null) },
          )
        }
      >
        <Field label="Code of your app" name="code" inputMode="numeric" autoComplete="one-time-code" required />
        <Failure error={activate.error} />
        <button className="main" disabled={activate.isPending}>
          Turn it on
        </button>
      </Form>
    </div>
  );
}
