"use client";

import { Show, useActiveOrganization, useAuth, useUser } from "@plinto/react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import type { ReactNode } from "react";

/** Who is there, and where she can go. */
export function Header(): ReactNode {
  const router = useRouter();
  const { signOut } = useAuth();
  const { user } = useUser();
  const { organization } = useActiveOrganization();
  return (
    <header>
      <nav aria-label="Pages">
        <Link href="/">Home</Link>
        <Show when="signed-in">
          <Link href="/members">Members</Link>
        </Show>
        <Show when={{ permission: "billing:read" }}>
          <Link href="/billing">Billing</Link>
        </Show>
      </nav>
      <Show when="signed-in" fallback={<Link href="/sign-in">Sign in</Link>}>
        <span className="who">
          {user?.name ?? user?.email}
          {organization && ` · ${organization.name}`}
        </span>
        <button
          onClick={async () => {
            await signOut();
            router.push("/");
            // What the server has rendered for her is nobody's any more.
            router.refresh();
          }}
        >
          Sign out
        </button>
      </Show>
    </header>
  );
}
