/** A point of the curve P-256 (FIPS 186-5, SEC 2 `secp256r1`): 32 bytes each. */
export interface CurvePoint {
  readonly x: Uint8Array<ArrayBuffer>;
  readonly y: Uint8Array<ArrayBuffer>;
}

const p = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn;
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const generator = {
  x: 0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296n,
  y: 0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5n,
};

/** A point as X/Z² and Y/Z³, which adds without dividing; `z` is 0 at infinity. */
interface Projective {
  readonly x: bigint;
  readonly y: bigint;
  readonly z: bigint;
}

/** A private key from 32 bytes or less: in the range of the curve. */
export function privateKeyOf(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return toBytes((fromBytes(bytes) % (order - 1n)) + 1n);
}

/**
 * The public key of a private one, at once, where Web Crypto would make it only of a new key and later. For the keys of
 * seeded passkeys, which everybody may know: it takes longer or shorter as the key is.
 */
export function publicKeyOf(privateKey: Uint8Array): CurvePoint {
  const scalar = fromBytes(privateKey);
  const base = { ...generator, z: 1n };
  let sum: Projective = { x: 1n, y: 1n, z: 0n };
  for (const bit of scalar.toString(2)) {
    sum = double(sum);
    if (bit === "1") sum = add(sum, base);
  }
  const scale = power(sum.z, p - 2n);
  const squared = mod(scale * scale);
  return { x: toBytes(mod(sum.x * squared)), y: toBytes(mod(sum.y * squared * scale)) };
}

function double({ x, y, z }: Projective): Projective {
  const ySquared = mod(y * y);
  const product = mod(4n * x * ySquared);
  const zSquared = mod(z * z);
  // The curve's a is -3, so that 3x² + az⁴ is this product.
  const slope = mod(3n * (x - zSquared) * (x + zSquared));
  const doubledX = mod(slope * slope - 2n * product);
  return { x: doubledX, y: mod(slope * (product - doubledX) - 8n * ySquared * ySquared), z: mod(2n * y * z) };
}

/** Adds two different points, of which the second is not infinity. */
function add(a: Projective, b: Projective): Projective {
  if (a.z === 0n) return b;
  const aSquared = mod(a.z * a.z);
  const bSquared = mod(b.z * b.z);
  const aX = mod(a.x * bSquared);
  const aY = mod(a.y * bSquared * b.z);
  const run = mod(b.x * aSquared - aX);
  const rise = mod(b.y * aSquared * a.z - aY);
  const runSquared = mod(run * run);
  const runCubed = mod(runSquared * run);
  const x = mod(rise * rise - runCubed - 2n * aX * runSquared);
  return { x, y: mod(rise * (aX * runSquared - x) - aY * runCubed), z: mod(run * a.z * b.z) };
}

function mod(value: bigint): bigint {
  const rest = value % p;
  return rest < 0n ? rest + p : rest;
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let square = base, left = exponent; left > 0n; left >>= 1n, square = mod(square * square)) if (left & 1n) result = mod(result * square);
  return result;
}

function fromBytes(bytes: Uint8Array): bigint {
  return bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

function toBytes(value: bigint): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: 32 }, (_, index) => Number((value >> BigInt(8 * (31 - index))) & 255n));
}
