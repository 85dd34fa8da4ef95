import { useSyncExternalStore } from "react";

const base = import.meta.env.BASE_URL.replace(/\/$/, "");

/** The address of a page of this application, for `href`. */
export function hrefOf(path: string): string {
  return base + path;
}

/** Where the person is: the path below the application's own address. */
export function usePath(): string {
  return useSyncExternalStore(follow, currentPath);
}

/** Goes to a page. */
export function navigate(path: string, { replace = false }: { readonly replace?: boolean } = {}): void {
  if (replace) history.replaceState(null, "", hrefOf(path));
  else history.pushState(null, "", hrefOf(path));
  window.dispatchEvent(new PopStateEvent("popstate"));
}

/** Lets plain links inside of the application change the page without loading it anew. Returns how to stop. */
export function followLinks(): () => void {
  document.addEventListener("click", onClick);
  return () => document.removeEventListener("click", onClick);
}

function currentPath(): string {
  const { pathname } = location;
  return pathname.startsWith(`${base}/`) ? pathname.slice(base.length) : "/";
}

function follow(changed: () => void): () => void {
  window.addEventListener("popstate", changed);
  return () => window.removeEventListener("popstate", changed);
}

function onClick(event: MouseEvent): void {
  const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  if (!plain || event.defaultPrevented || !link || link.target || link.hasAttribute("download")) return;
  const { origin, pathname } = new URL(link.href, location.href);
  if (origin !== location.origin || !pathname.startsWith(`${base}/`) || link.getAttribute("href")?.startsWith("#")) return;
  event.preventDefault();
  navigate(pathname.slice(base.length));
}
