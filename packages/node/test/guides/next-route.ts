import { handlers } from "./next-plinto.ts";

// #region route
export const { POST, OPTIONS } = handlers;
// #endregion route
