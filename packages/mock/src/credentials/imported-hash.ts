import { argon2idAsync } from "@noble/hashes/argon2.js";
import { scryptAsync } from "@noble/hashes/scrypt.js";
import bcrypt from "bcryptjs";
import { toBase64Url } from "../kernel/base64url.ts";
import { equalInConstantTime } from "../kernel/equal-in-constant-time.ts";

// An imported hash chooses its own cost; these bounds keep one row from stopping the process.
const maximumMemoryBytes = 256 * 1024 * 1024;
const maximumRounds = 16;
const maximumBcryptCost = 14;

/** A hash of another system, taken apart. */
type ImportedHash =
  | { readonly kind: "bcrypt"; readonly text: string }
  | { readonly kind: "scrypt"; readonly N: number; readonly r: number; readonly p: number; readonly salt: Uint8Array; readonly digest: Uint8Array }
  | {
      readonly kind: "argon2id";
      readonly m: number;
      readonly t: number;
      readonly p: number;
      readonly version: number;
      readonly salt: Uint8Array;
      readonly digest: Uint8Array;
    };

/** Whether a text is a hash that can be verified: bcrypt (`$2a$`, `$2b$`, `$2y$`), scrypt or argon2id in PHC form, within bounds of cost. */
export function isImportedHash(text: string): boolean {
  return parse(text) !== undefined;
}

/** Whether a password belongs to a hash of another system. Computed for real. */
export async function verifyImportedPassword(password: string, hash: string): Promise<boolean> {
  const parsed = parse(hash);
  if (!parsed) return false;
  // The asynchronous form waits for timers, which tests may have stopped.
  if (parsed.kind === "bcrypt") return bcrypt.compareSync(password, parsed.text);
  const computed =
    parsed.kind === "scrypt"
      ? await scryptAsync(password, parsed.salt, { N: parsed.N, r: parsed.r, p: parsed.p, dkLen: parsed.digest.length, maxmem: maximumMemoryBytes * 2 })
      : await argon2idAsync(password, parsed.salt, { m: parsed.m, t: parsed.t, p: parsed.p, version: parsed.version, dkLen: parsed.digest.length });
  return equalInConstantTime(toBase64Url(computed), toBase64Url(parsed.digest));
}

function parse(text: string): ImportedHash | undefined {
  return parseBcrypt(text) ?? parseScrypt(text) ?? parseArgon2id(text);
}

function parseBcrypt(text: string): ImportedHash | undefined {
  const match = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/.exec(text);
  const cost = Number(match?.[1]);
  // `2y` is PHP's name for what others call `2b`.
  return match && cost >= 4 && cost <= maximumBcryptCost ? { kind: "bcrypt", text: text.replace("$2y$", "$2b$") } : undefined;
}

/** `$scrypt$ln=14,r=8,p=1$salt$hash`, as the PHC string format spells it. */
function parseScrypt(text: string): ImportedHash | undefined {
  const match = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,3}),p=(\d{1,3})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(text);
  if (!match) return undefined;
  const [ln, r, p] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const salt = fromBase64(match[4]!);
  const digest = fromBase64(match[5]!);
  if (!salt || !digest || ln < 1 || r < 1 || p < 1 || p > maximumRounds || 128 * 2 ** ln * r > maximumMemoryBytes || digest.length < 16 || digest.length > 64)
    return undefined;
  return { kind: "scrypt", N: 2 ** ln, r, p, salt, digest };
}

/** `$argon2id$v=19$m=19456,t=2,p=1$salt$hash` (RFC 9106; PHC string format). */
function parseArgon2id(text: string): ImportedHash | undefined {
  const match = /^\$argon2id\$(?:v=(16|19)\$)?m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,3})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(text);
  if (!match) return undefined;
  const [version, m, t, p] = [Number(match[1] ?? 16), Number(match[2]), Number(match[3]), Number(match[4])];
  const salt = fromBase64(match[5]!);
  const digest = fromBase64(match[6]!);
  if (
    !salt ||
    !digest ||
    p < 1 ||
    p > maximumRounds ||
    t < 1 ||
    t > maximumRounds ||
    m < 8 * p ||
    m * 1024 > maximumMemoryBytes ||
    salt.length < 8 ||
    digest.length < 16 ||
    digest.length > 64
  )
    return undefined;
  return { kind: "argon2id", m, t, p, version, salt, digest };
}

/** Base 64 without padding, as PHC strings have it. */
function fromBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 === 1) return undefined;
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
