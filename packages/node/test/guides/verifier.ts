// #region verifier
import { createTokenVerifier } from "@plinto/node";
import { createMock } from "@plinto/mock";

export const mock = createMock();
// In production: createTokenVerifier({ issuer: "https://api.example.com" })
export const verifier = createTokenVerifier(mock.verifierOptions());
// #endregion verifier
