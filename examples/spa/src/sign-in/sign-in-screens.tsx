import { useSignIn } from "@plinto/react";
import { type ReactNode, useEffect, useRef } from "react";
import { ForgotPassword } from "./forgot-password";
import { InvitationScreen } from "./invitation";
import { MagicLink } from "./magic-link";
import { NewPassword } from "./new-password";
import { ProviderReturn } from "./provider-return";
import type { HrefOf, Screen } from "./screen";
import { SignInForm } from "./sign-in-form";
import { SignUpForm } from "./sign-up-form";
import { Step } from "./step";
import "./sign-in.css";

/** Properties of {@link SignInScreens}. */
export interface SignInScreensProps {
  readonly screen: Screen;
  /** Where another screen is. */
  readonly hrefOf: HrefOf;
  /** Called when the person is in, and nothing is left to do. */
  readonly onDone: () => void;
  /** Said above the form, such as why she has to sign in again. */
  readonly note?: ReactNode;
}

/**
 * Everything between a stranger and the application. Show it at the addresses that `hrefOf` gives.
 *
 * @example
 * <SignInScreens screen="sign-in" hrefOf={(screen) => `/${screen}`} onDone={() => navigate("/")} />
 */
export function SignInScreens({ screen, hrefOf, onDone, note }: SignInScreensProps): ReactNode {
  const { step, restart } = useSignIn();
  const shown = useRef(screen);
  useEffect(() => {
    // Another screen begins anew; what waits for an answer of the person stays.
    if (shown.current !== screen && (step.status === "start" || !step.status.endsWith("_required"))) restart();
    shown.current = screen;
  }, [screen, step, restart]);
  const isComplete = step.status === "complete";
  useEffect(() => {
    if (isComplete && screen !== "invitation") onDone();
  }, [isComplete, screen, onDone]);
  return (
    <section className="sign-in" aria-live="polite">
      {note && <p className="sign-in-note">{note}</p>}
      <Shown {...{ screen, hrefOf, onDone }} />
    </section>
  );
}

function Shown({ screen, hrefOf, onDone }: Omit<SignInScreensProps, "note">): ReactNode {
  const { step, enrollment } = useSignIn();
  // Whatever the way in, the server may want more.
  const isUnderWay = step.status !== "start" && step.status !== "complete" && step.status !== "sign_in_required";
  if (enrollment || isUnderWay) return <Step key={step.status} hrefOf={hrefOf} />;
  switch (screen) {
    case "sign-up":
      return <SignUpForm hrefOf={hrefOf} />;
    case "forgot-password":
      return <ForgotPassword hrefOf={hrefOf} />;
    case "new-password":
      return <NewPassword hrefOf={hrefOf} />;
    case "magic-link":
      return <MagicLink hrefOf={hrefOf} />;
    case "provider":
      return <ProviderReturn hrefOf={hrefOf} />;
    case "invitation":
      return <InvitationScreen hrefOf={hrefOf} onDone={onDone} />;
    case "sign-in":
      return <SignInForm hrefOf={hrefOf} />;
  }
}
