import { parseCsv } from "./csv.ts";

/** A tenant as the file names it. */
export interface Tenant {
  /** The line of the file. */
  readonly line: number;
  /** Your own identifier: by it a tenant is known when the script runs again. */
  readonly customer: string;
  readonly name: string;
  readonly slug: string;
  readonly ownerEmail: string;
  readonly ownerName: string;
  /** Who is invited as an admin. */
  readonly admins: readonly string[];
}

const columns = ["customer", "name", "slug", "owner_email", "owner_name", "admins"] as const;

/** Reads the tenants of a file. Two lines of one customer or one slug, or one without an owner, are a mistake of the file. */
export function readTenants(text: string): Tenant[] {
  const [header, ...records] = parseCsv(text);
  const at = columns.map((column) => header?.fields.indexOf(column) ?? -1);
  const missing = columns.filter((_, index) => at[index] === -1);
  if (missing.length > 0) throw new Error(`The first line has to name the columns ${columns.join(", ")}; ${missing.join(", ")} is missing.`);
  const lines = new Map<string, number>();
  const onlyOnce = (line: number, what: string): void => {
    const first = lines.get(what);
    if (first !== undefined) throw new Error(`Lines ${first} and ${line} are both of ${what}.`);
    lines.set(what, line);
  };
  return records.map(({ line, fields }) => {
    if (fields.length > header!.fields.length) throw new Error(`Line ${line} has more fields than the first: quote those that have a comma in them.`);
    const [customer = "", name = "", slug = "", ownerEmail = "", ownerName = "", admins = ""] = at.map((index) => fields[index]);
    if (!customer || !name || !slug || !ownerEmail) throw new Error(`Line ${line} lacks one of customer, name, slug and owner_email.`);
    onlyOnce(line, `the customer ${customer}`);
    onlyOnce(line, `the slug ${slug}`);
    const invited = admins.split(/[\s;]+/).filter((email) => email !== "");
    return { line, customer, name, slug, ownerEmail, ownerName, admins: invited };
  });
}
