/** A media range of `Accept`, how exact it is, and its quality. */
interface Range {
  readonly range: string;
  readonly quality: number;
}

interface Rated<Type> {
  readonly type: Type;
  readonly quality: number;
  /** Of the range that fits: 2 when it names the type, 1 when it is `type/*`, 0 when it is any. */
  readonly exactness: number;
}

const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const parameter = new RegExp(`^\\s*;\\s*(${token})=(?:(${token})|"((?:[^"\\\\]|\\\\.)*)")`);
const rangeOf = new RegExp(`^\\s*(${token}/${token})`);

/**
 * The media type that a caller would have (RFC 9110, section 12.5.1): the one of the highest quality; of several that are
 * equal the one that is named most exactly, then the first that is offered.
 *
 * @param accept the header; anything goes when it is absent or empty
 * @param offered without parameters, the one to prefer first
 * @param unnamed the one for whoever names none of them, but would have any; the first that is offered when absent
 * @returns nothing when none of them is accepted
 */
export function acceptedType<Type extends string>(accept: string | null, offered: readonly Type[], unnamed: Type | undefined = offered[0]): Type | undefined {
  if (accept === null || accept.trim() === "") return unnamed;
  const ranges = rangesOf(accept);
  const isForAny = ({ type, exactness }: Rated<Type>): number => Number(exactness < 2 && type === unnamed);
  const [best] = offered
    .map((type): Rated<Type> => ({ type, ...qualityOf(type, ranges) }))
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality || b.exactness - a.exactness || isForAny(b) - isForAny(a));
  return best?.type;
}

/** The quality that the most exact range gives a type; 0 where none fits. */
function qualityOf(type: string, ranges: readonly Range[]): Omit<Rated<string>, "type"> {
  const fitting = ["*/*", `${type.slice(0, type.indexOf("/"))}/*`, type];
  for (let exactness = fitting.length - 1; exactness >= 0; exactness -= 1) {
    const found = ranges.find(({ range }) => range === fitting[exactness]);
    if (found) return { quality: found.quality, exactness };
  }
  return { quality: 0, exactness: -1 };
}

/** The ranges of the header; what is malformed is none. The types here have no parameters, so `q` alone counts. */
function rangesOf(accept: string): Range[] {
  return elementsOf(accept).flatMap((element): Range[] => {
    const [whole, range] = rangeOf.exec(element) ?? [];
    if (whole === undefined || range === undefined) return [];
    let rest = element.slice(whole.length);
    let quality = 1;
    for (let match = parameter.exec(rest); match; match = parameter.exec(rest)) {
      rest = rest.slice(match[0].length);
      if (match[1]!.toLowerCase() !== "q") continue;
      if (!/^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(match[2] ?? "")) return [];
      quality = Number(match[2]);
    }
    return rest.trim() === "" ? [{ range: range.toLowerCase(), quality }] : [];
  });
}

/** The parts between commas that stand in no quotes. */
function elementsOf(header: string): string[] {
  return header.match(/(?:[^",]|"(?:[^"\\]|\\.)*"?)+/g) ?? [];
}
