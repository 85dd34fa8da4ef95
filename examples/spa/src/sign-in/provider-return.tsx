import { useSignIn } from "@plinto/react";
import { type ReactNode, useEffect } from "react";
import { Heading } from "./form";
import { Problem } from "./problem";
import type { HrefOf } from "./screen";

/** Where Google, GitHub or Microsoft send the browser back to. */
export function ProviderReturn({ hrefOf }: { readonly hrefOf: HrefOf }): ReactNode {
  const { error, finishProvider } = useSignIn();
  useEffect(() => {
    // A second call while the first is under way does nothing.
    void finishProvider();
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- once, for the address that the page was opened with
  }, []);
  if (!error) return <Heading>Signing you in…</Heading>;
  return (
    <>
      <Heading>You are not signed in</Heading>
      <Problem error={error} />
      <p>
        <a href={hrefOf("sign-in")}>Try again</a>
      </p>
    </>
  );
}
