import { type GatedOperation, useActiveOrganization, useCan } from "@plinto/react";
import type { ReactNode } from "react";
import { Home } from "../account/home.tsx";
import { Page } from "../parts/page.tsx";
import { TryAgain, Waiting } from "../parts/pages.tsx";
import { hrefOf } from "../router.ts";
import { accountRoutes, organizationRoutes } from "../routes.tsx";

/** Properties of {@link CurrentPage}. */
export interface CurrentPageProps {
  readonly path: string;
  /** Asks the server again. */
  readonly onRetry: () => void;
}

/** The page that the address names. */
export function CurrentPage({ path, onRetry }: CurrentPageProps): ReactNode {
  const { organizationId } = useActiveOrganization();
  if (path === "/") return <Home path={path} />;
  const account = accountRoutes.find((route) => route.path === path);
  if (account) return <account.page key={path} />;
  const [place, id] = split(path);
  const route = organizationRoutes.find((one) => one.path === place);
  if (!route || (id && !route.detail)) return <NotFound />;
  if (!organizationId) return <Home path={path} />;
  const Detail = id ? route.detail : undefined;
  return (
    <Allowed operation={route.operation} title={route.label} onRetry={onRetry}>
      {Detail && id ? <Detail key={id} orgId={organizationId} id={id} /> : <route.page key={place} orgId={organizationId} />}
    </Allowed>
  );
}

interface AllowedProps {
  readonly operation: GatedOperation;
  readonly title: string;
  readonly onRetry: () => void;
  readonly children: ReactNode;
}

/** A page for who may see it. */
function Allowed({ operation, title, onRetry, children }: AllowedProps): ReactNode {
  const { allowed, reason } = useCan({ operation });
  if (allowed) return children;
  if (reason === "loading") return <Waiting />;
  return (
    <Page title={title}>
      {allowed === false ? (
        <p>Your role in this organization does not let you see this. Ask an admin.</p>
      ) : (
        <>
          <p role="alert">The server does not answer.</p>
          <TryAgain onRetry={onRetry} />
        </>
      )}
    </Page>
  );
}

/** `/organization/teams/team_1` as the page and what of it. */
function split(path: string): [place: string, id: string | undefined] {
  const parts = path.split("/");
  return [parts.slice(0, 3).join("/"), parts[3]];
}

function NotFound(): ReactNode {
  return (
    <Page title="There is no such page">
      <p>
        <a href={hrefOf("/")}>To the beginning</a>
      </p>
    </Page>
  );
}
