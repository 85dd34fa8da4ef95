import type { ReactNode } from "react";
import { Page } from "../parts/page.tsx";
import { Passkeys } from "./passkeys.tsx";
import { Password } from "./password.tsx";
import { SecondFactors } from "./second-factors.tsx";

/** How the person signs in. */
export function Security(): ReactNode {
  return (
    <Page title="Security">
      <Password />
      <SecondFactors />
      <Passkeys />
    </Page>
  );
}
