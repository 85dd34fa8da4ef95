import { useActiveOrganization, useUser } from "@plinto/react";
import { useListMyOrganizations } from "@plinto/react/query";
import { type ReactNode, useEffect, useState } from "react";
import { Waiting } from "../parts/pages.tsx";
import { navigate } from "../router.ts";
import { lastOrganization } from "./last-organization.ts";
import { Organizations } from "./organizations.tsx";

/** Where one arrives: in the organization where one was last, or in the only one there is; else one chooses. */
export function Home({ path }: { readonly path: string }): ReactNode {
  const { user } = useUser();
  const { organizationId, switchTo } = useActiveOrganization();
  const { data, error } = useListMyOrganizations(organizationId ? null : { pageSize: 100, sort: "name" });
  const [refusal, setRefusal] = useState<Error | null>(null);
  const ids = data?.data.map(({ id }) => id) ?? [];
  const last = user ? lastOrganization(user.id) : null;
  const chosen = last !== null && ids.includes(last) ? last : ids.length === 1 ? ids[0] : undefined;
  useEffect(() => {
    if (organizationId && path === "/") navigate("/organization", { replace: true });
  }, [organizationId, path]);
  useEffect(() => {
    if (chosen) switchTo(chosen).catch((problem: unknown) => setRefusal(problem instanceof Error ? problem : new Error(String(problem))));
  }, [chosen, switchTo]);
  if (organizationId || (chosen && !refusal) || (!data && !error)) return <Waiting />;
  return <Organizations refusal={refusal} />;
}
