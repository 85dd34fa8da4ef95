/** IP addresses and ranges of them: IPv4 as 8 hexadecimal digits, IPv6 as 32, so that `<` orders both. */

/** The first and last address of a range, of one family. */
export type AddressRange = readonly [first: string, last: string];

/**
 * Reads an address (RFC 4291 section 2.2). IPv4 inside IPv6 (`::ffff:0:0/96`) becomes IPv4. Undefined for anything else:
 * leading zeros, zones and ports included, which others read in other ways.
 */
export function parseAddress(text: string): string | undefined {
  if (text.length > 45) return undefined;
  return text.includes(":") ? parseIpv6(text)?.replace(/^0{20}f{4}/, "") : parseIpv4(text);
}

/** Reads a range in CIDR notation, or a single address. Undefined for what is none, or has bits beyond its prefix. */
export function parseRange(text: string): AddressRange | undefined {
  const [base = "", length] = text.split("/");
  const first = parseAddress(base);
  if (first === undefined) return undefined;
  if (length === undefined) return [first, first];
  // Written as IPv6, the first 96 bits of IPv4 are those that say so.
  const free = (base.includes(":") ? 128 : 32) - Number(length);
  if (!(free >= 0 && free <= 4 * first.length && free % 1 === 0)) return undefined;
  const value = BigInt(`0x${first}`);
  const size = 1n << BigInt(free);
  return value % size === 0n ? [first, (value + size - 1n).toString(16).padStart(first.length, "0")] : undefined;
}

/** Whether an address lies in a range. Those of the other family hold none. */
export function isInRange(address: string, [first, last]: AddressRange): boolean {
  return address.length === first.length && address >= first && address <= last;
}

const dotted = /^((25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(\.(?!$)|$)){4}$/;

function parseIpv4(text: string): string | undefined {
  return dotted.test(text)
    ? joined(
        text.split(".").map((octet) => Number(octet).toString(16)),
        2,
      )
    : undefined;
}

function parseIpv6(text: string): string | undefined {
  // The last two groups may be written as IPv4.
  const whole = text.replace(/[^:]*$/, (end) => parseIpv4(end)?.replace(/^.{4}/, "$&:") ?? end);
  const [head = [], tail, more] = whole.split("::").map((half) => (half ? half.split(":") : []));
  // The two colons stand for one group of zeros at least.
  const groups = tail ? [...head, ...Array<string>(Math.max(1, 8 - head.length - tail.length)).fill("0"), ...tail] : head;
  return more || groups.length !== 8 || !groups.every((group) => /^[\da-f]{1,4}$/i.test(group)) ? undefined : joined(groups, 4).toLowerCase();
}

function joined(digits: readonly string[], length: number): string {
  return digits.map((one) => one.padStart(length, "0")).join("");
}
