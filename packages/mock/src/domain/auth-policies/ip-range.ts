/** A network address or its beginning as bits: 32 for IPv4, 128 for IPv6. */
interface Network {
  readonly value: bigint;
  readonly width: 32 | 128;
  readonly prefix: number;
}

/** Why a text is no network in CIDR notation (RFC 4632, RFC 4291 section 2.3), for people. Undefined when it is one. */
export function ipRangeFault(text: string): string | undefined {
  const network = parseRange(text);
  if (!network) return "must be a network in CIDR notation, such as 203.0.113.0/24 or 2001:db8::/32";
  const hostBits = BigInt(network.width - network.prefix);
  if ((network.value >> hostBits) << hostBits === network.value) return undefined;
  return `has bits set after the first ${text.slice(text.lastIndexOf("/") + 1)}, so it names an address and not a network; set them to 0`;
}

/** Whether an address lies in one of some networks. One that nobody knows lies in none. */
export function isInRanges(address: string | null, ranges: readonly string[]): boolean {
  const host = address === null ? undefined : parseAddress(address);
  if (!host) return false;
  return ranges.some((range) => {
    const network = parseRange(range);
    if (!network || network.width !== host.width) return false;
    const hostBits = BigInt(network.width - network.prefix);
    return network.value >> hostBits === host.value >> hostBits;
  });
}

function parseRange(text: string): Network | undefined {
  const [, host, length] = /^(.+)\/(0|[1-9]\d{0,2})$/.exec(text) ?? [];
  if (host === undefined) return undefined;
  const parsed = host.includes(":") ? parseV6(host) : parseV4(host);
  const prefix = Number(length);
  return parsed && prefix <= parsed.width ? unmapped({ ...parsed, prefix }) : undefined;
}

function parseAddress(text: string): Network | undefined {
  const address = text.replace(/%.*$/, "");
  const parsed = address.includes(":") ? parseV6(address) : parseV4(address);
  return parsed && unmapped({ ...parsed, prefix: parsed.width });
}

/** IPv4 that is written as IPv6 is IPv4 (RFC 4291 section 2.5.5.2), an address that came in through an IPv6 socket as well as a network. */
function unmapped(network: Network): Network {
  const { value, width, prefix } = network;
  if (width !== 128 || prefix < 96 || value >> 32n !== 0xffffn) return network;
  return { value: value & 0xffff_ffffn, width: 32, prefix: prefix - 96 };
}

function parseV4(text: string): { readonly value: bigint; readonly width: 32 } | undefined {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)) return undefined;
  return { value: parts.reduce((value, part) => (value << 8n) | BigInt(part), 0n), width: 32 };
}

function parseV6(text: string): { readonly value: bigint; readonly width: 128 } | undefined {
  const sides = text.split("::");
  if (sides.length > 2) return undefined;
  const [left, right] = sides.map((side, index) => groupsOf(side, index === sides.length - 1));
  if (!left || (sides.length === 2 && !right)) return undefined;
  const written = left.length + (right?.length ?? 0);
  // `::` stands for one group of zeros at least (RFC 5952 section 4.2.2 writes it for two, readers take one).
  if (right === undefined ? written !== 8 : written > 7) return undefined;
  const groups = [...left, ...Array.from({ length: 8 - written }, () => 0), ...(right ?? [])];
  return { value: groups.reduce((value, group) => (value << 16n) | BigInt(group), 0n), width: 128 };
}

/** The groups of one side of `::`; the last two of an address may be written as an IPv4 address. */
function groupsOf(side: string, isLast: boolean): number[] | undefined {
  if (side === "") return [];
  const groups: number[] = [];
  const parts = side.split(":");
  for (const [index, part] of parts.entries()) {
    if (part.includes(".") && isLast && index === parts.length - 1) {
      const tail = parseV4(part);
      if (!tail) return undefined;
      groups.push(Number(tail.value >> 16n), Number(tail.value & 0xffffn));
    } else if (/^[0-9a-f]{1,4}$/i.test(part)) groups.push(Number.parseInt(part, 16));
    else return undefined;
  }
  return groups;
}
