// #region plinto
import { createPlintoNext } from "@plinto/node/next";
import { verifier } from "./verifier.ts";

export const { auth, proxy, handlers } = createPlintoNext({ verifier });
// #endregion plinto
