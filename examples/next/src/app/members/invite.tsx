"use client";

import { Show } from "@plinto/react";
import { useCreateInvitation } from "@plinto/react/query";
import type { ReactNode, SubmitEvent } from "react";

/** For those who may. What is done, the server checks again. */
export function Invite(): ReactNode {
  const invite = useCreateInvitation();
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = event.currentTarget;
    const email = new FormData(form).get("email") as string;
    // Where the link of the mail leads: our own screen of an invitation.
    const redirectUrl = new URL("/invitation", location.href).href;
    invite.mutate({ email, role: "member", redirectUrl }, { onSuccess: () => form.reset() });
  };
  return (
    <Show when={{ permission: "members:invite" }} fallback={<p>Ask an admin to invite people.</p>}>
      <h2>Invite somebody</h2>
      <form onSubmit={submit}>
        <label htmlFor="invite">E-mail</label>
        <input id="invite" name="email" type="email" required />
        <button disabled={invite.isPending}>Invite</button>
      </form>
      {invite.data && <p role="status">{invite.data.email} is invited.</p>}
      {invite.error && <p role="alert">{invite.error.code === "invitation_pending" ? "There is an invitation already." : invite.error.message}</p>}
    </Show>
  );
}
