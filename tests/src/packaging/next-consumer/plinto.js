import { createTokenVerifier } from "@plinto/node";
import { createPlintoNext } from "@plinto/node/next";

const verifier = createTokenVerifier({ issuer: process.env.PLINTO_URL, allowMockKeys: true });

export const { auth, proxy, handlers } = createPlintoNext({ verifier });
