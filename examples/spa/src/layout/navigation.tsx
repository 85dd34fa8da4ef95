import { useActiveOrganization, useCan } from "@plinto/react";
import type { ReactNode } from "react";
import { useBackend } from "../backend-context.ts";
import { type OrganizationRoute, accountRoutes, organizationRoutes } from "../routes.tsx";
import { hrefOf } from "../router.ts";

/** Where one can go: of the organization only what the person may see. */
export function Navigation({ path }: { readonly path: string }): ReactNode {
  const { organization, organizationId } = useActiveOrganization();
  const { openInspector } = useBackend();
  return (
    <>
      {organizationId && (
        <>
          <h2>{organization?.name ?? "Organization"}</h2>
          <ul>
            {organizationRoutes.map((route) => (
              <OrganizationItem key={route.path} route={route} path={path} />
            ))}
          </ul>
        </>
      )}
      <h2>You</h2>
      <ul>
        {accountRoutes.map((route) => (
          <Item key={route.path} to={route.path} label={route.label} path={path} />
        ))}
      </ul>
      {openInspector && (
        <>
          <h2>Demo</h2>
          <button type="button" onClick={openInspector}>
            Inspector
          </button>
        </>
      )}
    </>
  );
}

function OrganizationItem({ route, path }: { readonly route: OrganizationRoute; readonly path: string }): ReactNode {
  const { allowed } = useCan({ operation: route.operation });
  return allowed && <Item to={route.path} label={route.label} path={path} />;
}

function Item({ to, label, path }: { readonly to: string; readonly label: string; readonly path: string }): ReactNode {
  const isHere = path === to || (to.split("/").length > 2 && path.startsWith(`${to}/`));
  return (
    <li>
      <a href={hrefOf(to)} {...(isHere && { "aria-current": "page" })}>
        {label}
      </a>
    </li>
  );
}
