"use client";
/** The front door of @plinto/react. */

export { PlintoProvider, type PlintoProviderProps } from "./provider.ts";
export { type InitialState, type InitialStateOptions, loadInitialState } from "./initial-state.ts";

// Who is there
export { type Auth, useAuth, useSession, useUser } from "./use-auth.ts";
export { type ActiveOrganization, useActiveOrganization } from "./use-active-organization.ts";
export { useClient } from "./use-client.ts";

// Signing in
export { type SignInMachine, type UseSignInOptions, useSignIn, useSignUp, useStepUp } from "./use-sign-in.ts";
export type {
  Enrollment,
  PasskeySignIn,
  ProviderSignIn,
  SignInActions,
  SignInPorts,
  SignInState,
  SignInStep,
  StepUpActions,
  StepUpState,
} from "@plinto/core/sign-in";

// Gates
export { type Can, type CanQuestion, useCan } from "./permissions/use-can.ts";
export { Show, type ShowProps } from "./show.ts";
export type { Permission, Register } from "./permissions/permission.ts";
export type { GatedOperation } from "@plinto/core/permissions";

// Mistakes
export type { WrongUseCode } from "./wrong-use.ts";
