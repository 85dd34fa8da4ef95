/** A key pair that signs bundles. */
export interface SigningKey {
  readonly kid: string;
  readonly alg: "RS256" | "ES256";
  /** As it stands in a key set. */
  readonly jwk: JsonWebKey & { readonly kid: string };
  sign(input: Uint8Array<ArrayBuffer>): Promise<Uint8Array>;
}

export async function signingKey(alg: SigningKey["alg"], kid: string, modulusLength: number = 2048): Promise<SigningKey> {
  const parameters =
    alg === "RS256"
      ? { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256", modulusLength, publicExponent: new Uint8Array([1, 0, 1]) }
      : { name: "ECDSA", namedCurve: "P-256" };
  const { privateKey, publicKey } = (await crypto.subtle.generateKey(parameters, true, ["sign", "verify"])) as CryptoKeyPair;
  const jwk = { ...((await crypto.subtle.exportKey("jwk", publicKey)) as JsonWebKey), kid, alg, use: "sig" };
  const how = alg === "RS256" ? { name: "RSASSA-PKCS1-v1_5" } : { name: "ECDSA", hash: "SHA-256" };
  return { kid, alg, jwk, sign: async (input) => new Uint8Array(await crypto.subtle.sign(how, privateKey, input)) };
}

export function base64url(data: Uint8Array | string): string {
  const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** A detached JWS over a body; `header` replaces members of the protected header. */
export async function detached(key: SigningKey, body: string | Uint8Array, header: object = {}): Promise<string> {
  const head = base64url(JSON.stringify({ alg: key.alg, kid: key.kid, ...header }));
  return `${head}..${base64url(await key.sign(new TextEncoder().encode(`${head}.${base64url(body)}`)))}`;
}
