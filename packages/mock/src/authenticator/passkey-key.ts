import { fromBase64Url } from "../kernel/base64url.ts";

/** The kinds of keys that passkeys have, by their names of JOSE. */
export type PasskeyAlgorithm = "ES256" | "EdDSA" | "RS256";

/** The key of a passkey in an authenticator. */
export interface PasskeyKey {
  readonly algorithm: PasskeyAlgorithm;
  readonly privateKey: CryptoKey;
  /** COSE (RFC 9052, section 7), CBOR not yet written. */
  readonly publicKey: ReadonlyMap<number, number | Uint8Array>;
}

/** How a kind of key is made and used, and its number in COSE. */
interface Kind {
  readonly cose: number;
  readonly make: EcKeyGenParams | RsaHashedKeyGenParams | { readonly name: string };
  readonly sign: EcdsaParams | { readonly name: string };
}

const kinds: Readonly<Record<PasskeyAlgorithm, Kind>> = {
  ES256: { cose: -7, make: { name: "ECDSA", namedCurve: "P-256" }, sign: { name: "ECDSA", hash: "SHA-256" } },
  EdDSA: { cose: -8, make: { name: "Ed25519" }, sign: { name: "Ed25519" } },
  RS256: {
    cose: -257,
    make: { name: "RSASSA-PKCS1-v1_5", modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1), hash: "SHA-256" },
    sign: { name: "RSASSA-PKCS1-v1_5" },
  },
};

/** The number of a kind of key in COSE. */
export function coseNumber(algorithm: PasskeyAlgorithm): number {
  return kinds[algorithm].cose;
}

/** Makes a new key. */
export async function makeKey(algorithm: PasskeyAlgorithm): Promise<PasskeyKey> {
  const pair = (await crypto.subtle.generateKey(kinds[algorithm].make, true, ["sign", "verify"])) as CryptoKeyPair;
  return { algorithm, privateKey: pair.privateKey, publicKey: coseOf(algorithm, await crypto.subtle.exportKey("jwk", pair.publicKey)) };
}

/** An ES256 key from its JWK. */
export async function keyFromJwk(jwk: JsonWebKey): Promise<PasskeyKey> {
  const privateKey = await crypto.subtle.importKey("jwk", jwk, kinds.ES256.make, true, ["sign"]);
  return { algorithm: "ES256", privateKey, publicKey: coseOf("ES256", jwk) };
}

/** Signs as authenticators do: ECDSA in DER (WebAuthn Level 3, section 6.5.5). */
export async function signWith({ algorithm, privateKey }: PasskeyKey, data: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const signature = new Uint8Array(await crypto.subtle.sign(kinds[algorithm].sign, privateKey, data));
  return algorithm === "ES256" ? toDer(signature) : signature;
}

/** The COSE key type, then the parameters of each kind: RFC 9053 sections 7.1 and 7.2, RFC 8230 section 4. */
function coseOf(algorithm: PasskeyAlgorithm, { x, y, n, e }: JsonWebKey): PasskeyKey["publicKey"] {
  const { cose } = kinds[algorithm];
  const bytes = (text: string | undefined): Uint8Array => fromBase64Url(text!);
  const head = (type: number): [number, number | Uint8Array][] => [
    [1, type],
    [3, cose],
  ];
  if (algorithm === "ES256") return new Map([...head(2), [-1, 1], [-2, bytes(x)], [-3, bytes(y)]]);
  if (algorithm === "EdDSA") return new Map([...head(1), [-1, 6], [-2, bytes(x)]]);
  return new Map([...head(3), [-1, bytes(n)], [-2, bytes(e)]]);
}

/** A sequence of two integers, from the two halves that Web Crypto gives. */
function toDer(signature: Uint8Array): Uint8Array {
  const half = signature.length / 2;
  const parts = [signature.subarray(0, half), signature.subarray(half)].flatMap(derInteger);
  return Uint8Array.of(0x30, parts.length, ...parts);
}

/** Without leading zeros, but with one where the first bit would make it negative. */
function derInteger(bytes: Uint8Array): number[] {
  const first = bytes.findIndex((byte) => byte !== 0);
  const digits = [...bytes.subarray(first === -1 ? bytes.length - 1 : first)];
  if (digits[0]! >= 0x80) digits.unshift(0);
  return [0x02, digits.length, ...digits];
}
