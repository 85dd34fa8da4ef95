import type { Description } from "../../description/model.ts";
import type { ErrorCode } from "../../description/openapi.ts";
import { typeWords } from "./shape-text.ts";
import { operationLink } from "./links.ts";
import { code, sentence, table } from "./markdown.ts";

/** docs/reference/errors.md: every code, what it means, what to do, and who answers it. */
export function errorsPage(description: Description): string {
  const codes = Object.entries(description.registries.errorCodes);
  let text = "# Errors\n\n";
  text +=
    'Every refusal is `application/problem+json` (RFC 9457) with a stable `code`. In TypeScript it is a `PlintoError` whose `code` is one of these; `isPlintoError(error, "slug_taken")` narrows it. How errors are meant is told in [Errors](../concepts/errors.md).\n\n';
  text += table(
    ["Code", "Status", "Meaning", "Try again"],
    codes.map(([name, entry]) => [`[${code(name)}](#${name})`, String(entry.status), sentence(entry.title), entry.retryable ? "yes" : ""]),
  );
  for (const [name, entry] of codes) text += `## ${name} {#${name}}\n\n${errorText(description, name, entry)}`;
  return text;
}

/** What there is to say about one code. */
function errorText(description: Description, name: string, entry: ErrorCode): string {
  let text = `HTTP ${entry.status}. ${sentence(entry.title)}\n\n**What to do**: ${sentence(entry.fix)}`;
  if (entry.retryable) text += " The same call can succeed later; the client repeats it by itself where it may.";
  const { members = [] } = entry;
  if (members.length > 0) {
    const shapes = description.schemas["Problem"]!.properties!;
    text += `\n\n**Comes with**: ${members.map((member) => `${code(member)} (${typeWords(description, shapes[member]!)})`).join(", ")}.`;
  }
  return `${text}\n\n${answeredBy(description, name, entry)}\n\n`;
}

function answeredBy(description: Description, name: string, entry: ErrorCode): string {
  const operations = description.operations.filter((operation) => operation.errors.includes(name));
  if (entry.transport) return "**Answered by**: the server as a whole, before an operation is found.";
  if (operations.length === description.operations.length) return "**Answered by**: every operation.";
  if (operations.length === 0) return "**Answered by**: no operation of this version. It is reserved.";
  return `**Answered by**: ${operations.map((operation) => operationLink(description, operation.id)).join(", ")}.`;
}
