import { beginProviderTrip, endProviderTrip } from "@plinto/core/sign-in";
import { useClient } from "@plinto/react";
import { useEffect, useState } from "react";
import { useBackend } from "../backend-context.ts";

/** Where the proof of what was begun waits while the browser is at the provider. */
const PROOF = "link proof";

/** Links an account at a provider: goes there, and takes what the browser comes back with. */
export function useLinking(): { readonly link: (provider: string) => void; readonly isBusy: boolean; readonly problem: Error | null } {
  const plinto = useClient();
  const { browser } = useBackend();
  const [isBusy, setIsBusy] = useState(false);
  const [problem, setProblem] = useState<Error | null>(null);
  const run = (action: () => Promise<unknown>): void => {
    setIsBusy(true);
    setProblem(null);
    action()
      .catch((error: unknown) => setProblem(error instanceof Error ? error : new Error(String(error))))
      .finally(() => setIsBusy(false));
  };
  useEffect(() => {
    const query = new URLSearchParams(location.search);
    if (!query.has("ticket") && !query.has("error")) return;
    const { href } = location;
    // What came in the address is good once.
    history.replaceState(history.state, "", location.pathname);
    run(async () => {
      await plinto.identities.confirmLink(endProviderTrip(sessionStorage, PROOF, href));
      // The window that was opened for the provider has done its work.
      if (window.name === "provider" && window.opener) window.close();
    });
  }, [plinto]);
  return {
    isBusy,
    problem,
    link: (provider) =>
      run(async () => {
        const { keep, ...departure } = await beginProviderTrip(sessionStorage, PROOF);
        const { url } = await plinto.identities.link({ provider, redirectTo: location.origin + location.pathname, ...departure });
        keep();
        if (browser?.navigate) browser.navigate(url);
        else location.assign(url);
      }),
  };
}
