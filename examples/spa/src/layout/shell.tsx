import { useActiveOrganization, useAuth, useUser } from "@plinto/react";
import { type ReactNode, useState } from "react";
import { useKeepOrganization } from "../account/last-organization.ts";
import { hrefOf } from "../router.ts";
import { Connection } from "./connection.tsx";
import { CurrentPage } from "./current-page.tsx";
import { LostOrganization } from "./lost-organization.tsx";
import { Navigation } from "./navigation.tsx";
import { OrganizationSwitcher } from "./organization-switcher.tsx";

/** What is around every page of who is signed in. */
export function Shell({ path }: { readonly path: string }): ReactNode {
  const { signOut } = useAuth();
  const { user } = useUser();
  const { organizationId } = useActiveOrganization();
  useKeepOrganization();
  const [isOpen, setIsOpen] = useState(false);
  const [attempt, setAttempt] = useState(0);
  return (
    <div className="shell" key={attempt}>
      <header>
        <a className="skip" href="#main">
          To the page
        </a>
        <p className="brand">Team</p>
        <button type="button" className="menu" aria-expanded={isOpen} aria-controls="navigation" onClick={() => setIsOpen(!isOpen)}>
          Menu
        </button>
        <div className="who">
          <OrganizationSwitcher path={path} />
          <a href={hrefOf("/account")}>{user?.name ?? user?.email}</a>
          <button type="button" onClick={() => void signOut()}>
            Sign out
          </button>
        </div>
      </header>
      <nav id="navigation" aria-label="Pages" data-open={isOpen} onClick={() => setIsOpen(false)}>
        <Navigation path={path} />
      </nav>
      <main id="main" tabIndex={-1}>
        <Connection />
        <LostOrganization path={path} />
        {/* Another organization is another world: nothing of the last one's page is kept. */}
        <CurrentPage key={organizationId} path={path} onRetry={() => setAttempt(attempt + 1)} />
      </main>
    </div>
  );
}
