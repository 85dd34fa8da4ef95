/** The front door where React Server Components are made: the components and hooks as references to the browser's. */

export { PlintoProvider, Show, useActiveOrganization, useAuth, useCan, useClient, useSession, useSignIn, useSignUp, useStepUp, useUser } from "../index.ts";
export { loadInitialState } from "../initial-state.ts";
