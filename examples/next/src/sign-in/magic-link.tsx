import { useSignIn } from "@plinto/react";
import { type ReactNode, useEffect } from "react";
import { Heading } from "./form";
import { useLinkToken } from "./link-token";
import { Problem } from "./problem";
import type { HrefOf } from "./screen";

/** Where the link of a mail leads that signs in. */
export function MagicLink({ hrefOf }: { readonly hrefOf: HrefOf }): ReactNode {
  const token = useLinkToken();
  const { error, verifyMagicLink } = useSignIn();
  useEffect(() => {
    // A second call while the first is under way does nothing.
    if (token) void verifyMagicLink({ token });
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the machine's actions are the same ones
  }, [token]);
  if (token !== null && !error) return <Heading>Signing you in…</Heading>;
  return (
    <>
      <Heading>This link does not sign you in</Heading>
      <Problem error={error} />
      <p>
        <a href={hrefOf("sign-in")}>Sign in another way</a>
      </p>
    </>
  );
}
