/** The door for sign-in screens: state machines without markup and without a framework. */

export { type PasskeySignIn, type ProviderSignIn, type SignInActions, type SignInFlow, createSignIn } from "./flow.ts";
export { type StepUpActions, type StepUpPrompt, type StepUpState, createStepUpPrompt } from "./step-up-prompt.ts";
export type { Enrollment, SignInState, SignInStep } from "./step.ts";
export type { SignInPorts } from "./ports.ts";
export type { SignInErrorCode } from "../errors.ts";

// Parts for machines of your own
export { type ProviderDeparture, type ProviderReturn, beginProviderTrip, endProviderTrip } from "./provider-trip.ts";
export { type HeldState, holdState } from "./held-state.ts";
