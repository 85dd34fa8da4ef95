/** What a key can do, whatever its kind. */

/** A version of the signature: `v1` is HMAC-SHA256, `v1a` is Ed25519. */
export type SignatureVersion = "v1" | "v1a";

/** The text that is signed, in its two parts: `id.timestamp.` and the body. */
export interface SignedContent {
  readonly head: string;
  readonly body: string | Uint8Array;
}

/** A key that can tell whether it made a signature. */
export interface VerificationKey {
  readonly version: SignatureVersion;
  /** Whether this key made one of the signatures, each the base64 of its version's entry in the header. */
  verify(content: SignedContent, signatures: readonly string[]): boolean | Promise<boolean>;
}

/** A key that can sign. */
export interface SigningKey {
  readonly version: SignatureVersion;
  /** The signature in base64. */
  sign(content: SignedContent): string | Promise<string>;
}
