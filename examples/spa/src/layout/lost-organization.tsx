import { useActiveOrganization } from "@plinto/react";
import { type ReactNode, useEffect, useState } from "react";
import { navigate } from "../router.ts";

const OUT: Readonly<Record<string, string>> = {
  not_found: "You are no longer in",
  member_suspended: "You are suspended at",
  organization_suspended: "Nobody can be now at",
};

/** Leads out of an organization that lets the person in no longer, the moment it is heard, and says which one that was. */
export function LostOrganization({ path }: { readonly path: string }): ReactNode {
  const { organization, organizationId, error, switchTo } = useActiveOrganization();
  const [name, setName] = useState("the organization");
  const [lost, setLost] = useState<string | null>(null);
  if (organization && organization.name !== name) setName(organization.name);
  const words = organizationId && error && Object.hasOwn(OUT, error.code) ? `${OUT[error.code]} ${name}.` : null;
  if (words && lost !== words) setLost(words);
  else if (lost && organizationId && !error) setLost(null);
  const isThere = /^\/organization(\/|$)/.test(path);
  useEffect(() => {
    if (!words) return;
    // First the page: one of an organization would look for another to be in.
    if (isThere) navigate("/organizations");
    switchTo(null).catch(() => {});
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- once for each loss, wherever the person goes meanwhile
  }, [words, switchTo]);
  return (
    lost && (
      <p role="status" className="notice">
        {lost}
      </p>
    )
  );
}
