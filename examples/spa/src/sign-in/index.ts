"use client";
/** Sign-in screens for @plinto/react. They are yours: change them as you like. */

export { type Screen, screens } from "./screen";
export { SignInScreens, type SignInScreensProps } from "./sign-in-screens";
export { StepUpDialog } from "./step-up-dialog";
