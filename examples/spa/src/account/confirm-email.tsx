import { useConfirmEmailChange } from "@plinto/react/query";
import type { ReactNode } from "react";
import { DialogButton } from "../parts/dialog.tsx";
import { Failure } from "../parts/failure.tsx";
import { Field, Form } from "../parts/form.tsx";

/** Takes the token that was mailed to a new address. */
export function ConfirmEmail(): ReactNode {
  const confirm = useConfirmEmailChange();
  return (
    <div className="row">
      <DialogButton label="I have the token of the mail" title="Confirm the new e-mail">
        {(close) => (
          <Form onSubmit={(values) => confirm.mutate({ token: values("token") }, { onSuccess: close })}>
            <Field label="Token" name="token" autoComplete="off" required autoFocus />
            <Failure error={confirm.error} />
            <button className="main" disabled={confirm.isPending}>
              Confirm
            </button>
          </Form>
        )}
      </DialogButton>
    </div>
  );
}
