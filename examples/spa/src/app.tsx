import { PlintoProvider, useAuth, useSession, useSignIn } from "@plinto/react";
import { PlintoRealtime } from "@plinto/react/realtime";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useCallback, useEffect, useState } from "react";
import { BackendContext } from "./backend-context.ts";
import type { Backend } from "./backend.ts";
import { Outside } from "./layout/outside.tsx";
import { Shell } from "./layout/shell.tsx";
import { followLinks, hrefOf, navigate, usePath } from "./router.ts";
import { type Screen, SignInScreens, StepUpDialog, screens } from "./sign-in/index.ts";

/** The application. */
export function App({ backend }: { readonly backend: Backend }): ReactNode {
  const [cache] = useState(() => new QueryClient());
  return (
    <QueryClientProvider client={cache}>
      <PlintoProvider client={backend.plinto} {...(backend.browser && { browser: backend.browser })}>
        <PlintoRealtime>
          <BackendContext value={backend}>
            <Gate />
          </BackendContext>
        </PlintoRealtime>
      </PlintoProvider>
    </QueryClientProvider>
  );
}

/** Mails and providers lead to these, whoever is signed in. */
const linked: readonly Screen[] = ["new-password", "magic-link", "provider", "invitation"];

/** The application for who is signed in, else the way in. */
function Gate(): ReactNode {
  const path = usePath();
  const { status } = useAuth();
  const session = useSession();
  const { step, restart } = useSignIn();
  const screen = screens.find((one) => path === `/${one}`);
  const isIn = status === "signed-in";
  useEffect(followLinks, []);
  useEffect(() => {
    // It was begun here, and done in the window of the provider.
    if (isIn && step.status === "provider") restart();
    if (isIn && screen && !linked.includes(screen)) navigate("/", { replace: true });
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the machine's actions are the same ones
  }, [isIn, step.status, screen]);
  const done = useCallback(() => {
    if (window.name === "provider" && window.opener) window.close();
    // Who was asked in the middle of the application stays there.
    if (screens.some((one) => location.pathname === hrefOf(`/${one}`))) navigate("/", { replace: true });
  }, []);
  // Nobody knows yet: neither side is shown, so that none is taken back.
  if (status === "loading") return null;
  if (isIn && !(screen && linked.includes(screen)))
    return (
      <>
        <Shell path={path} />
        <StepUpDialog />
      </>
    );
  return (
    <Outside>
      <SignInScreens
        screen={screen ?? "sign-in"}
        hrefOf={(one) => hrefOf(`/${one}`)}
        onDone={done}
        note={session.status === "expired" && "Your session has ended. Sign in again to go on where you were."}
      />
    </Outside>
  );
}
