import { Show, useActiveOrganization, useUser } from "@plinto/react";
import { useDeleteOrganization, useLeaveOrganization, useListMembers, useTransferOwnership } from "@plinto/react/query";
import { type ReactNode, useState } from "react";
import { ConfirmButton } from "../parts/dialog.tsx";
import { Choice } from "../parts/form.tsx";
import { Section } from "../parts/page.tsx";
import { navigate } from "../router.ts";
import { useOwnRole } from "./own-role.ts";

/** Ends with the organization: leave it, hand it over, delete it. */
export function Leaving({ orgId, name }: { readonly orgId: string; readonly name: string }): ReactNode {
  const { switchTo } = useActiveOrganization();
  const role = useOwnRole(orgId);
  const leave = useLeaveOrganization();
  const remove = useDeleteOrganization();
  const go = async (done: () => void): Promise<void> => {
    done();
    await switchTo(null).catch(() => {});
    navigate("/organizations");
  };
  return (
    <Section title="Leave, hand over, delete">
      <Show when={{ operation: "transferOwnership" }}>
        <HandOver orgId={orgId} />
      </Show>
      <div className="row">
        {role !== "owner" && (
          <ConfirmButton
            label="Leave"
            name={`Leave ${name}`}
            question={`Leave ${name}?`}
            change={leave}
            onConfirm={(done) => leave.mutate({ orgId }, { onSuccess: () => void go(done) })}
          />
        )}
        <Show when={{ operation: "deleteOrganization" }}>
          <ConfirmButton
            label="Delete the organization"
            question={`Delete ${name}, with all that is in it?`}
            change={remove}
            onConfirm={(done) => remove.mutate({ orgId }, { onSuccess: () => void go(done) })}
          />
        </Show>
      </div>
    </Section>
  );
}

function HandOver({ orgId }: { readonly orgId: string }): ReactNode {
  const { user } = useUser();
  const { data } = useListMembers({ orgId, pageSize: 100, sort: "name" });
  const transfer = useTransferOwnership();
  const [chosen, setChosen] = useState("");
  const others = data?.data.filter(({ userId }) => userId !== user?.id) ?? [];
  if (others.length === 0) return null;
  return (
    <div className="row filters">
      <Choice
        label="New owner"
        value={chosen}
        onChange={(event) => setChosen(event.target.value)}
        options={{ "": "Choose…", ...Object.fromEntries(others.map(({ userId, user: one }) => [userId, one.name ?? one.email])) }}
      />
      {chosen !== "" && (
        <ConfirmButton
          label="Hand it over"
          question="Make somebody else the owner? You become an admin."
          change={transfer}
          onConfirm={(done) => transfer.mutate({ orgId, userId: chosen }, { onSuccess: done })}
        />
      )}
    </div>
  );
}
