/** Where one stands in the inspector: a pane and something in it. */
export interface Address {
  read(): string;
  /** @param replace whether going back skips where one stood before */
  write(text: string, replace: boolean): void;
  /** Calls `fn` when it was changed by going back or forth, or by hand. Returns the end of it. */
  onChange(fn: () => void): () => void;
}

/** The fragment of the page's address. */
export function hashAddress(page: Window): Address {
  return {
    read: () => decodeURIComponent(page.location.hash.slice(1)),
    write(text, replace) {
      const hash = `#${text}`;
      if (replace) page.history.replaceState(null, "", hash);
      else page.history.pushState(null, "", hash);
    },
    onChange(fn) {
      page.addEventListener("popstate", fn);
      return () => page.removeEventListener("popstate", fn);
    },
  };
}

/** An address that only the inspector knows: where it stands in somebody else's page. */
export function ownAddress(): Address {
  let text = "";
  return {
    read: () => text,
    write(next) {
      text = next;
    },
    onChange: () => () => {},
  };
}
