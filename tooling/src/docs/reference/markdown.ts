/** Text of the description as inline Markdown: what Markdown, HTML or Vue would read as theirs is escaped, code is left alone. */
export function inline(text: string): string {
  return text
    .trim()
    .replaceAll(/\s+/g, " ")
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith("`") ? part.replaceAll("|", "\\|") : escaped(part)))
    .join("");
}

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll("{{", "&#123;&#123;")
    .replaceAll("|", "\\|")
    .replaceAll("*", "\\*")
    .replaceAll("[", "\\[");
}

/** Inline code, also inside a table. */
export function code(text: string): string {
  return `\`${text.replaceAll("|", "\\|")}\``;
}

/** A table, or nothing when it has no rows. Cells are Markdown already. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return "";
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |\n`;
  return line(head) + line(head.map(() => "---")) + rows.map(line).join("") + "\n";
}

export function fence(language: string, text: string): string {
  return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\`\n`;
}

/** `a, b and c` */
export function listed(parts: readonly string[], last: string = "and"): string {
  return parts.length < 2 ? (parts[0] ?? "") : `${parts.slice(0, -1).join(", ")} ${last} ${parts.at(-1)!}`;
}

/** Ends a sentence that the description left open. */
export function sentence(text: string): string {
  const line = inline(text);
  return /[.!?:]$/.test(line) ? line : `${line}.`;
}
