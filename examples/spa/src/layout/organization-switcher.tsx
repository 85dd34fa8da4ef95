import { useActiveOrganization } from "@plinto/react";
import { useListMyOrganizations } from "@plinto/react/query";
import { type ReactNode, useState } from "react";
import { navigate } from "../router.ts";

/** Moves the session to another of the person's organizations. */
export function OrganizationSwitcher({ path }: { readonly path: string }): ReactNode {
  const { organizationId, switchTo } = useActiveOrganization();
  const { data } = useListMyOrganizations({ pageSize: 100, sort: "name" });
  const [isBusy, setIsBusy] = useState(false);
  const choose = async (id: string): Promise<void> => {
    if (id === "") return navigate("/organizations");
    setIsBusy(true);
    try {
      await switchTo(id);
      // A page of one thing has no counterpart elsewhere.
      navigate(path.split("/").slice(0, 3).join("/").startsWith("/organization/") ? path.split("/").slice(0, 3).join("/") : "/organization");
    } catch {
      // The page of all organizations shows what keeps her out.
      navigate("/organizations");
    } finally {
      setIsBusy(false);
    }
  };
  if (!data || data.data.length === 0) return null;
  return (
    <div className="field">
      <label htmlFor="organization">Organization</label>
      <select id="organization" value={organizationId ?? ""} disabled={isBusy} onChange={(event) => void choose(event.target.value)}>
        {data.data.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
        <option value="">{organizationId ? "All…" : "Choose…"}</option>
      </select>
    </div>
  );
}
