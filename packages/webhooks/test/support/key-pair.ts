import { generateKeyPairSync, type KeyObject } from "node:crypto";

/** A fresh Ed25519 pair as Node has it and in the texts of Standard Webhooks. */
export function keyPair(): { publicKey: string; privateKey: string; nodePublic: KeyObject; nodePrivate: KeyObject } {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const { x = "", d = "" } = privateKey.export({ format: "jwk" });
  const bytes = (text: string): Buffer => Buffer.from(text, "base64url");
  return {
    publicKey: `whpk_${bytes(x).toString("base64")}`,
    privateKey: `whsk_${Buffer.concat([bytes(d), bytes(x)]).toString("base64")}`,
    nodePublic: publicKey,
    nodePrivate: privateKey,
  };
}
