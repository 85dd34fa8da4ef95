/** Verifying by Web Crypto, where a runtime has no `node:crypto`. */

import { compactVerify, importJWK, type JWK } from "jose";
import type { ParsedToken } from "./parse-token.ts";

/** Makes what says whether a public key has signed a token. */
export async function joseVerify(jwk: object, alg: string): Promise<(token: ParsedToken) => Promise<boolean>> {
  const key = await importJWK(jwk as JWK, alg);
  return ({ token }) =>
    compactVerify(token, key, { algorithms: [alg] }).then(
      () => true,
      () => false,
    );
}
