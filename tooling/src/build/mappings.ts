/** Where a stretch of generated code, from its column on, comes from; from nowhere without `original`. */
export interface Segment {
  readonly column: number;
  /** Indices into `sources` and `names` of the map, and a place in the source, all from 0. */
  readonly original?: { readonly source: number; readonly line: number; readonly column: number; readonly name?: number };
}

const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** The `mappings` of a source map (ECMA-426) by the lines of the generated code. */
export function decodeMappings(mappings: string): Segment[][] {
  let [source, line, from, name] = [0, 0, 0, 0];
  return mappings.split(";").map((text) => {
    let column = 0;
    return text === ""
      ? []
      : text.split(",").map((segment): Segment => {
          const [columns = 0, sources, lines = 0, froms = 0, names] = decodeNumbers(segment);
          column += columns;
          if (sources === undefined) return { column };
          source += sources;
          line += lines;
          from += froms;
          if (names === undefined) return { column, original: { source, line, column: from } };
          name += names;
          return { column, original: { source, line, column: from, name } };
        });
  });
}

/** The text that {@link decodeMappings} reads. */
export function encodeMappings(lines: readonly (readonly Segment[])[]): string {
  let before = { source: 0, line: 0, column: 0, name: 0 };
  return lines
    .map((segments) => {
      let column = 0;
      return segments
        .map((segment) => {
          const numbers = [segment.column - column];
          column = segment.column;
          const { original } = segment;
          if (original) {
            numbers.push(original.source - before.source, original.line - before.line, original.column - before.column);
            if (original.name !== undefined) numbers.push(original.name - before.name);
            before = { ...before, ...original };
          }
          return numbers.map(encodeNumber).join("");
        })
        .join(",");
    })
    .join(";");
}

/** Base64 VLQ: five bits a digit, the lowest first, and the sign in the lowest bit of the first. */
function decodeNumbers(text: string): number[] {
  const numbers: number[] = [];
  let value = 0;
  let shift = 0;
  for (const letter of text) {
    const digit = digits.indexOf(letter);
    value += (digit & 31) << shift;
    shift += 5;
    if ((digit & 32) !== 0) continue;
    numbers.push((value & 1) === 1 ? -(value >>> 1) : value >>> 1);
    value = 0;
    shift = 0;
  }
  return numbers;
}

function encodeNumber(number: number): string {
  let rest = number < 0 ? (-number << 1) | 1 : number << 1;
  let text = "";
  do {
    const digit = rest & 31;
    rest >>>= 5;
    text += digits[rest > 0 ? digit | 32 : digit];
  } while (rest > 0);
  return text;
}
