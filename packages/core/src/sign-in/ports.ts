import { systemHref, systemNavigate, systemTabStorage } from "../system.ts";
import type { PasskeyContainer, StorageArea } from "../ports.ts";

/** What sign-in takes from the browser; each has a default. */
export interface SignInPorts {
  /** Asks for passkeys. Default: `navigator.credentials`. */
  readonly credentials?: PasskeyContainer;
  /** Keeps the proof of a sign-in at a provider while the person is there. Default: `sessionStorage`. */
  readonly tabStorage?: StorageArea;
  /** Sends the browser to a provider. Default: `location.assign`. */
  readonly navigate?: (url: string) => void;
  /** The address that the provider sent the browser back to. Default: `location.href`. */
  readonly href?: () => string;
}

/** The ports with their defaults, looked up when they are used: a server has none of them. */
export interface Ports {
  readonly credentials: { readonly credentials?: PasskeyContainer };
  readonly tabStorage: () => StorageArea;
  readonly navigate: (url: string) => void;
  readonly href: () => string;
}

/** Fills in the defaults. */
export function withDefaults({ credentials, tabStorage, navigate = systemNavigate, href = systemHref }: SignInPorts): Ports {
  return { credentials: credentials ? { credentials } : {}, tabStorage: () => tabStorage ?? systemTabStorage(), navigate, href };
}
