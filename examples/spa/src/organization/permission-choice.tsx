import type { Permission } from "@plinto/react";
import { useListPermissions } from "@plinto/react/query";
import type { ReactNode } from "react";
import { Failure } from "../parts/failure.tsx";
import { Check, type Values } from "../parts/form.tsx";
import { Waiting } from "../parts/pages.tsx";

/** The permissions that a role or a key can be given, to tick. */
export function PermissionChoice({ chosen = [], label = "Permissions" }: { readonly chosen?: readonly string[]; readonly label?: string }): ReactNode {
  const { data, error } = useListPermissions({ grantable: true, pageSize: 100 }, { staleTime: "static" });
  if (!data) return error ? <Failure error={error} /> : <Waiting />;
  return (
    <fieldset>
      <legend>{label}</legend>
      {data.data.map(({ permission, description }) => (
        <Check
          key={permission}
          label={<span title={description}>{permission}</span>}
          name="permissions"
          value={permission}
          defaultChecked={chosen.includes(permission)}
        />
      ))}
    </fieldset>
  );
}

/** What was ticked. */
export function chosenPermissions(values: Values): Permission[] {
  return values.all("permissions") as Permission[];
}
