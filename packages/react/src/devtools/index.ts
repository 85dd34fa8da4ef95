"use client";
/** The door for development: a panel. */

export { PlintoDevtools, type PlintoDevtoolsProps } from "./panel.tsx";
