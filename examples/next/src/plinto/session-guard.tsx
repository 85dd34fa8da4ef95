"use client";

import { useAuth, useClient, useSession } from "@plinto/react";
import { usePathname, useRouter } from "next/navigation";
import { type ReactNode, useEffect, useRef } from "react";

/**
 * Finds out that the session was ended elsewhere, when another page is visited or the window is looked at again, and leads to
 * where one signs in.
 */
export function SessionGuard(): ReactNode {
  const plinto = useClient();
  const router = useRouter();
  const path = usePathname();
  const { isSignedIn } = useAuth();
  const { status } = useSession();
  const isOver = status === "expired";
  const asked = useRef(path);
  useEffect(() => {
    if (!isSignedIn) return undefined;
    // What is refused, the client turns into the status; what fails otherwise says nothing about the session.
    const ask = (): void => void plinto.auth.getSession().catch(() => {});
    // Of the first page the server has just said whose it is.
    if (asked.current !== path) ask();
    asked.current = path;
    addEventListener("focus", ask);
    return () => removeEventListener("focus", ask);
  }, [plinto, isSignedIn, path]);
  useEffect(() => {
    if (!isOver || path === "/sign-in") return;
    router.replace(`/sign-in?ended=1&next=${encodeURIComponent(path)}`);
    router.refresh();
  }, [isOver, path, router]);
  return null;
}
