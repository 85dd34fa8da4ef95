import { Show } from "@plinto/react";
import { useInfiniteListInvitations, useResendInvitation, useRevokeInvitation } from "@plinto/react/query";
import { type ReactNode, useState } from "react";
import { ConfirmButton } from "../parts/dialog.tsx";
import { Failure } from "../parts/failure.tsx";
import { Choice } from "../parts/form.tsx";
import { Page } from "../parts/page.tsx";
import { Pages } from "../parts/pages.tsx";
import { Tag } from "../parts/tag.tsx";
import { Time } from "../parts/time.tsx";
import { Invite } from "./invite.tsx";

/** Who was invited. */
export function Invitations(): ReactNode {
  const [status, setStatus] = useState("pending");
  const list = useInfiniteListInvitations({ sort: "-createdAt", ...(status && { status }) });
  const resend = useResendInvitation();
  const revoke = useRevokeInvitation({ optimistic: true });
  return (
    <Page
      title="Invitations"
      actions={
        <Show when={{ operation: "createInvitation" }}>
          <Invite />
        </Show>
      }
    >
      <div className="row filters">
        <Choice
          label="Status"
          value={status}
          onChange={(event) => setStatus(event.target.value)}
          options={{ pending: "Pending", accepted: "Accepted", declined: "Declined", revoked: "Revoked", expired: "Expired", "": "All" }}
        />
      </div>
      <Failure error={resend.error} />
      {resend.isSuccess && <p role="status">The mail is on its way again.</p>}
      <Pages label="Invitations" list={list} empty="There is none." keyOf={({ id }) => id}>
        {({ id, email, role, status: state, expiresAt }) => (
          <>
            <span className="what">
              {email}
              <small>
                as {role}, good until <Time at={expiresAt} />
              </small>
            </span>
            <Tag kind={state === "accepted" ? "good" : "quiet"}>{state}</Tag>
            {state === "pending" && (
              <Show when={{ operation: "revokeInvitation" }}>
                <button type="button" aria-label={`Send again to ${email}`} disabled={resend.isPending} onClick={() => resend.mutate({ invitationId: id })}>
                  Send again
                </button>
                <ConfirmButton
                  label="Take back"
                  name={`Take back the invitation of ${email}`}
                  question={`Take back the invitation of ${email}?`}
                  change={revoke}
                  onConfirm={(done) => revoke.mutate({ invitationId: id }, { onSuccess: done })}
                />
              </Show>
            )}
          </>
        )}
      </Pages>
    </Page>
  );
}
