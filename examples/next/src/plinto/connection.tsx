"use client";

import { useSession } from "@plinto/react";
import { type ReactNode, useSyncExternalStore } from "react";

/** Says that what is shown may be old. */
export function Connection(): ReactNode {
  const { status } = useSession();
  const isOnline = useSyncExternalStore(
    follow,
    () => navigator.onLine,
    () => true,
  );
  if (isOnline && status !== "offline") return null;
  return <p role="status">You are offline. What you see may be old; what you change is sent when you are back.</p>;
}

function follow(changed: () => void): () => void {
  addEventListener("online", changed);
  addEventListener("offline", changed);
  return () => {
    removeEventListener("online", changed);
    removeEventListener("offline", changed);
  };
}
