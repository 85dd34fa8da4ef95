import { useEffect, useState } from "react";

/**
 * The token that a link of a mail brought in the fragment of the address, and takes it out of there. Undefined at first, null
 * when there is none.
 */
export function useLinkToken(): string | null | undefined {
  const [token, setToken] = useState<string | null>();
  useEffect(() => {
    const found = new URLSearchParams(location.hash.slice(1)).get("token");
    if (found) history.replaceState(history.state, "", location.pathname + location.search);
    setToken((held) => found ?? held ?? null);
  }, []);
  return token;
}
