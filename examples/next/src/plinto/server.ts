import { createTokenVerifier } from "@plinto/node";
import { createPlintoNext } from "@plinto/node/next";
import { plintoSettings } from "./settings";

const { baseUrl, publishableKey, isMock } = plintoSettings();

/** Holds the public keys, for all requests. */
const verifier = createTokenVerifier({ issuer: baseUrl, publishableKey, allowMockKeys: isMock });

/** Who is asking, the proxy that renews what is rendered, and the route that keeps the refresh token in a cookie. */
export const { auth, proxy, handlers } = createPlintoNext({ verifier });
