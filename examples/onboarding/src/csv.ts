/** A record of a CSV file, and the line that it begins in. */
export interface CsvRecord {
  readonly line: number;
  readonly fields: readonly string[];
}

/** Reads CSV (RFC 4180): quoted fields may have commas, quotes and line breaks in them. Empty lines are left out. */
export function parseCsv(text: string): CsvRecord[] {
  const records: CsvRecord[] = [];
  let line = 1;
  let at = text.startsWith("\uFEFF") ? 1 : 0;
  while (at < text.length) {
    const begin = line;
    const fields: string[] = [];
    for (;;) {
      let field = "";
      if (text[at] === '"') {
        for (at += 1; ; at += 1) {
          if (at >= text.length) throw new Error(`Line ${begin} has a quote that nothing closes.`);
          if (text[at] === "\n") line += 1;
          if (text[at] !== '"') field += text[at];
          else if (text[at + 1] === '"') field += text[++at];
          else break;
        }
        at += 1;
      } else for (; at < text.length && !",\r\n".includes(text[at]!); at += 1) field += text[at];
      fields.push(field.trim());
      if (text[at] !== ",") break;
      at += 1;
    }
    if (at < text.length && !"\r\n".includes(text[at]!)) throw new Error(`Line ${line} has something between a quote and the next comma.`);
    if (text[at] === "\r") at += 1;
    if (text[at] === "\n") at += 1;
    line += 1;
    if (fields.length > 1 || fields[0] !== "") records.push({ line: begin, fields });
  }
  return records;
}

/** Writes records as CSV. */
export function toCsv(records: readonly (readonly string[])[]): string {
  const quoted = (field: string): string => (/[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field);
  return records.map((fields) => `${fields.map(quoted).join(",")}\n`).join("");
}
