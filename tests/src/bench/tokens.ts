import { createPublicKey, generateKeyPairSync, sign, verify, type JsonWebKey } from "node:crypto";
import { createTokenVerifier } from "@plinto/node";
import { measure, micro, noiseOf, ratio, type Row } from "./round.ts";

const issuer = "https://api.example.test";
const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A token of a key, as the API issues it, and the key as its set has it. */
function issued(alg: "RS256" | "ES256"): { token: string; jwk: JsonWebKey } {
  const { publicKey, privateKey } = alg === "RS256" ? generateKeyPairSync("rsa", { modulusLength: 2048 }) : generateKeyPairSync("ec", { namedCurve: "P-256" });
  const now = Math.floor(Date.now() / 1000);
  const ids = { sub: "usr_01hzy3v5q8w9x0a1b2c3d4e5f6", sid: "ses_01hzy3v5q8w9x0a1b2c3d4e5f6", org_id: "org_01hzy3v5q8w9x0a1b2c3d4e5f6" };
  const claims = { iss: issuer, aud: issuer, ...ids, jti: "jti_1", iat: now, exp: now + 3_600, auth_time: now, amr: ["pwd", "otp", "mfa"], org_role: "owner" };
  const signed = `${part({ alg, typ: "at+jwt", kid: "key_1" })}.${part(claims)}`;
  const signature = sign("sha256", Buffer.from(signed), alg === "RS256" ? privateKey : { key: privateKey, dsaEncoding: "ieee-p1363" });
  return { token: `${signed}.${signature.toString("base64url")}`, jwk: { ...publicKey.export({ format: "jwk" }), kid: "key_1", alg } };
}

/** Verifying a token whose key is kept, against the one call that it cannot do without. */
export async function tokenRows(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const alg of ["RS256", "ES256"] as const) {
    const { token, jwk } = issued(alg);
    const verifier = createTokenVerifier({ issuer, fetch: async () => Response.json({ keys: [jwk] }) });
    const { status } = await verifier.verify(token);
    if (status !== "valid") throw new Error(`the token of the benchmark is ${status}`);
    const key = createPublicKey({ key: jwk, format: "jwk" });
    const how = alg === "RS256" ? key : ({ key, dsaEncoding: "ieee-p1363" } as const);
    const data = Buffer.from(token.slice(0, token.lastIndexOf(".")));
    const signature = Buffer.from(token.slice(token.lastIndexOf(".") + 1), "base64url");
    const [bare, ours] = await measure(
      [
        {
          name: "bare",
          run: async (calls) => {
            for (let call = 0; call < calls; call += 1) verify("sha256", data, how, signature);
          },
        },
        {
          name: "verifier",
          run: async (calls) => {
            for (let call = 0; call < calls; call += 1) await verifier.verify(token);
          },
        },
      ],
      // Short rounds, so that a neighbour's noise strikes both alike.
      400,
      61,
    );
    const value = ours!.medianMicroseconds / bare!.medianMicroseconds;
    rows.push({
      path: `verifying a token ÷ bare crypto.verify, ${alg}`,
      value: `${ratio(value)} (${micro(ours!.medianMicroseconds)})`,
      must: "≤ 1.30 ×",
      held: value <= 1.3,
      noise: noiseOf("bare", bare!.spread),
    });
  }
  return rows;
}
