import { createPasskey } from "@plinto/core/passkeys";
import { useClient } from "@plinto/react";
import { useDeletePasskey, useInfiniteListPasskeys, useRenamePasskey } from "@plinto/react/query";
import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ConfirmButton, DialogButton } from "../parts/dialog.tsx";
import { Failure } from "../parts/failure.tsx";
import { Field, Form } from "../parts/form.tsx";
import { Section } from "../parts/page.tsx";
import { Pages } from "../parts/pages.tsx";
import { Secret } from "../parts/secret.tsx";
import { Tag } from "../parts/tag.tsx";
import { Time } from "../parts/time.tsx";

/** Passkeys: to sign in without a password. */
export function Passkeys(): ReactNode {
  const plinto = useClient();
  const list = useInfiniteListPasskeys({});
  const remove = useDeletePasskey();
  const rename = useRenamePasskey();
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const add = useMutation({
    mutationFn: async () => {
      const { challengeId, publicKey } = await plinto.passkeys.beginRegistration();
      const credential = await createPasskey(publicKey);
      return plinto.passkeys.completeRegistration({ challengeId, credential });
    },
    onSuccess: ({ recoveryCodes }) => setCodes(recoveryCodes?.codes ?? null),
  });
  return (
    <Section title="Passkeys">
      {codes && <Secret label="Recovery codes" text={codes.join("\n")} onKept={() => setCodes(null)} />}
      <Pages label="Passkeys" list={list} empty="None yet. A passkey signs you in by finger, face or PIN." keyOf={({ id }) => id}>
        {({ id, name, backedUp, lastUsedAt }) => (
          <>
            <span className="what">
              {name}
              <small>
                Last used: <Time at={lastUsedAt} />
              </small>
            </span>
            <Tag>{backedUp ? "on all your devices" : "on one device"}</Tag>
            <DialogButton label="Rename" name={`Rename ${name}`} title={`Rename ${name}`}>
              {(close) => (
                <Form onSubmit={(values) => rename.mutate({ passkeyId: id, name: values("name") }, { onSuccess: close })}>
                  <Field label="Name" name="name" defaultValue={name} required autoFocus />
                  <Failure error={rename.error} />
                  <button className="main" disabled={rename.isPending}>
                    Save
                  </button>
                </Form>
              )}
            </DialogButton>
            <ConfirmButton
              label="Remove"
              name={`Remove ${name}`}
              question={`Remove ${name}?`}
              change={remove}
              onConfirm={(done) => remove.mutate({ passkeyId: id }, { onSuccess: done })}
            />
          </>
        )}
      </Pages>
      <Failure error={add.error} />
      <button type="button" disabled={add.isPending} onClick={() => add.mutate()}>
        Add a passkey
      </button>
    </Section>
  );
}
