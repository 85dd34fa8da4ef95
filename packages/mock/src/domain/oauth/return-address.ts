import { isRedirectAllowed } from "../environment/redirect-url.ts";
import type { EnvironmentRow } from "../environment/table.ts";

/**
 * Whether a browser may be sent there with a ticket: to a redirect URL of the environment, and only where it says
 * plainly where it leads. A fragment would swallow what is added, and an empty segment or a backslash is read
 * differently by different readers.
 */
export function mayReturnTo(environment: EnvironmentRow, url: string): boolean {
  const path = /^https?:\/\/[^/?#\\@]+([^?#]*)/i.exec(url)?.[1];
  if (path === undefined || /[#\\\s]/.test(url) || path.includes("//")) return false;
  return isRedirectAllowed(environment, url);
}

/** What an application is told in the query of the address that the browser comes back to. */
const told: readonly string[] = ["ticket", "state", "error", "errorDescription"];

/**
 * An address with what the application is told. Whatever its query says under these names goes, so that nobody can write
 * there what is read in their place; everything else stays letter by letter.
 */
export function withParameters(url: string, parameters: Readonly<Record<string, string | null>>): string {
  const present = Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== null);
  const [, address, query] = /^([^?]*)\??(.*)$/s.exec(url)!;
  const kept = query!.split("&").filter((part) => part !== "" && ![...new URLSearchParams(part).keys()].some((name) => told.includes(name)));
  return `${address}?${[...kept, new URLSearchParams(present).toString()].join("&")}`;
}
