import type { closeCodes } from "../generated/realtime.ts";

/** Why the server closes a connection. */
export type CloseName = keyof typeof closeCodes;
