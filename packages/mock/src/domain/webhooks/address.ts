/**
 * Where deliveries may go besides receivers of this process: `none` nowhere, `loopback` to this machine alone, `public` to
 * public addresses alone, `any` to both and to private ones.
 */
export type WebhookAddresses = "none" | "loopback" | "public" | "any";

/** What kind of place an address is. A name is `public` until somebody looks it up. */
export type AddressKind = "loopback" | "public" | "private";

/**
 * The kind of host that a URL names. Of names, `localhost` alone is known to be this machine. What ends in `.localhost` may
 * stand for anything (RFC 6761 leaves it to the resolver), so it is that only where each address is judged again.
 */
export function kindOfHost(hostname: string, seesAddresses: boolean): AddressKind {
  const host = hostname.replace(/\.$/, "").toLowerCase();
  if (host === "localhost") return "loopback";
  if (host.endsWith(".localhost")) return seesAddresses ? "loopback" : "private";
  return kindOfAddress(host.replace(/^\[|\]$/g, "")) ?? (host.includes(".") ? "public" : "private");
}

/** The kind of an IPv4 or IPv6 address (RFC 6890, RFC 4291); nothing when the text is none. */
export function kindOfAddress(text: string): AddressKind | undefined {
  const four = partsOfFour(text);
  if (four) return kindOfFour(four);
  const six = text.includes(":") ? partsOfSix(text.replace(/%.*$/, "")) : undefined;
  return six && kindOfSix(six);
}

/**
 * What speaks against an address that somebody wants deliveries at. A private one is refused unless the host allows it;
 * `http` is for this machine, and for hosts that allow everything.
 */
export function faultOfUrl(text: string, addresses: WebhookAddresses): string | undefined {
  if (!URL.canParse(text)) return "The address is no URL.";
  const url = new URL(text);
  if (url.protocol !== "https:" && url.protocol !== "http:") return "The address must begin with https.";
  if (url.username !== "" || url.password !== "") return "The address must not have a user or a password in it.";
  if (url.hash !== "") return "The address must not have a fragment.";
  // What a name stands for is judged when something is sent there.
  const kind = kindOfHost(url.hostname, true);
  if (kind === "private" && addresses !== "any") return "The address is not public.";
  if (kind === "loopback" && addresses === "public") return "The address is not public.";
  if (url.protocol === "http:" && kind !== "loopback" && addresses !== "any") return "The address must begin with https.";
  return undefined;
}

/** Whether something may be sent to a place of this kind. */
export function maySendTo(kind: AddressKind, addresses: WebhookAddresses): boolean {
  return addresses === "any" || addresses === kind;
}

function partsOfFour(text: string): readonly number[] | undefined {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number);
  return parts?.every((part) => part <= 255) ? parts : undefined;
}

function partsOfSix(text: string): readonly number[] | undefined {
  const tail = /(?:^|:)(\d+\.\d+\.\d+\.\d+)$/.exec(text)?.[1];
  const four = tail === undefined ? undefined : partsOfFour(tail);
  if (tail !== undefined && !four) return undefined;
  const plain = four ? `${text.slice(0, -tail!.length)}${(four[0]! * 256 + four[1]!).toString(16)}:${(four[2]! * 256 + four[3]!).toString(16)}` : text;
  const halves = plain.split("::");
  if (halves.length > 2) return undefined;
  const [head = [], rest = []] = halves.map((half) => (half === "" ? [] : half.split(":")));
  const missing = 8 - head.length - rest.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const parts = [...head, ...Array.from({ length: missing }, () => "0"), ...rest];
  return parts.every((part) => /^[0-9a-f]{1,4}$/i.test(part)) ? parts.map((part) => parseInt(part, 16)) : undefined;
}

function kindOfFour([a = 0, b = 0, c = 0]: readonly number[]): AddressKind {
  if (a === 127) return "loopback";
  const isClosed =
    a === 0 ||
    a === 10 ||
    (a === 100 && b >= 64 && b <= 127) ||
    (a === 169 && b === 254) ||
    (a === 172 && b >= 16 && b <= 31) ||
    (a === 192 && b === 168) ||
    (a === 192 && ((b === 0 && (c === 0 || c === 2)) || (b === 88 && c === 99))) ||
    (a === 198 && (b === 18 || b === 19 || (b === 51 && c === 100))) ||
    (a === 203 && b === 0 && c === 113) ||
    a >= 224;
  return isClosed ? "private" : "public";
}

function kindOfSix(parts: readonly number[]): AddressKind {
  const [first = 0, second = 0] = parts;
  const leading = parts.slice(0, 6);
  if (leading.every((part) => part === 0)) {
    if (parts[6] === 0 && parts[7] === 1) return "loopback";
    return "private";
  }
  const embedded = (high: number, low: number): AddressKind => kindOfFour([high >> 8, high & 255, low >> 8, low & 255]);
  // An IPv4 address in other clothes is what it is: mapped, NAT64 (RFC 6052), 6to4 (RFC 3056).
  if (leading.slice(0, 5).every((part) => part === 0) && parts[5] === 0xffff) return embedded(parts[6]!, parts[7]!);
  if (first === 0x64 && second === 0xff9b)
    return parts.slice(2, 6).every((part) => part === 0) && embedded(parts[6]!, parts[7]!) === "public" ? "public" : "private";
  if (first === 0x2002) return embedded(second, parts[2]!) === "public" ? "public" : "private";
  // Global unicast is 2000::/3; of it, documentation, benchmarks and Teredo lead nowhere good.
  const isGlobal = (first & 0xe000) === 0x2000 && !(first === 0x2001 && (second < 0x200 || second === 0xdb8)) && first !== 0x3fff;
  return isGlobal ? "public" : "private";
}
