import type { ReactNode } from "react";
import { Choice } from "../parts/form.tsx";

/** The system roles that can be given. */
export function RoleChoice({ label = "Role", defaultValue = "member" }: { readonly label?: string; readonly defaultValue?: string }): ReactNode {
  return (
    <Choice
      label={label}
      name="role"
      defaultValue={defaultValue}
      options={{ viewer: "Viewer: reads", member: "Member: works with the team", admin: "Admin: manages the organization" }}
    />
  );
}
