import type { Role } from "@plinto/core";
import { useCreateInvitation } from "@plinto/react/query";
import type { ReactNode } from "react";
import { DialogButton } from "../parts/dialog.tsx";
import { Failure } from "../parts/failure.tsx";
import { Field, Form } from "../parts/form.tsx";
import { given } from "../parts/given.ts";
import { hrefOf } from "../router.ts";
import { RoleChoice } from "./role-choice.tsx";

/** Mails somebody a link to join. */
export function Invite(): ReactNode {
  const invite = useCreateInvitation();
  return (
    <DialogButton label="Invite somebody" title="Invite somebody" kind="main">
      {(close) => (
        <Form
          onSubmit={(values) =>
            invite.mutate(
              {
                email: values("email"),
                role: values("role") as Role,
                redirectUrl: new URL(hrefOf("/invitation"), location.href).href,
                ...given({ message: values("message") }),
              },
              { onSuccess: close },
            )
          }
        >
          <Field label="E-mail" name="email" type="email" required autoFocus />
          <RoleChoice />
          <Field label="Message" name="message" maxLength={500} hint="It stands in the mail." />
          <Failure error={invite.error} />
          <button className="main" disabled={invite.isPending}>
            Invite
          </button>
        </Form>
      )}
    </DialogButton>
  );
}
