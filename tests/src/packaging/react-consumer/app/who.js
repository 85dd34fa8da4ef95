"use client";

import { Show, useCan, useUser } from "@plinto/react";
import { useGetOrganization } from "@plinto/react/query";
import { useRealtime } from "@plinto/react/realtime";

export function Who({ orgId }) {
  const { user } = useUser();
  const { allowed } = useCan({ permission: "members:invite" });
  const { data } = useGetOrganization({ orgId });
  const { status } = useRealtime();
  return (
    <Show when="signed-in" fallback={<p>out</p>} pending={<p>loading</p>}>
      <p>{`${user?.name} at ${data?.name}, may invite: ${allowed}, live: ${status}`}</p>
    </Show>
  );
}
