/** Whether a decoded COSE key is whole and of one of the kinds that are taken (RFC 9053 sections 7.1 and 7.2, RFC 8230 section 4). */
export function isUsableKey(key: unknown): boolean {
  if (!(key instanceof Map)) return false;
  const is = (label: number, value: number): boolean => key.get(label) === value;
  const length = (label: number): number => {
    const bytes: unknown = key.get(label);
    return bytes instanceof Uint8Array ? bytes.length : 0;
  };
  switch (key.get(3)) {
    case -7:
      return is(1, 2) && is(-1, 1) && length(-2) === 32 && length(-3) === 32;
    case -8:
      return is(1, 1) && is(-1, 6) && length(-2) === 32;
    case -257: {
      const exponent = length(-2) === 0 ? 0 : Number(`0x${[...(key.get(-2) as Uint8Array)].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`);
      // Keys of 2048 to 8192 bits: shorter ones are broken, and longer ones are made to keep a verifier busy.
      return is(1, 3) && length(-1) >= 256 && length(-1) <= 1024 && length(-2) <= 4 && exponent > 1 && exponent % 2 === 1;
    }
    default:
      return false;
  }
}
