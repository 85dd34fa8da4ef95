"use client";

import { useRouter } from "next/navigation";
import { type ReactNode, useCallback } from "react";
import { type Screen, SignInScreens } from "../../../sign-in";

/** Properties of {@link SignInPage}. */
export interface SignInPageProps {
  readonly screen: Screen;
  readonly next: string;
  readonly hasEnded: boolean;
}

/** The screens, which `npx @plinto/cli add sign-in` has copied. */
export function SignInPage({ screen, next, hasEnded }: SignInPageProps): ReactNode {
  const router = useRouter();
  const onDone = useCallback(() => {
    router.push(next);
    // The cookies have changed: what the server renders has, too.
    router.refresh();
  }, [router, next]);
  return <SignInScreens screen={screen} hrefOf={(other) => `/${other}`} onDone={onDone} note={hasEnded && "Your session has ended. Sign in again."} />;
}
