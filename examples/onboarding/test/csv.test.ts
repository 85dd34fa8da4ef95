import { expect, test } from "vitest";
import { parseCsv, toCsv } from "../src/csv.ts";
import { readTenants } from "../src/tenant.ts";

test.each<[string, string, readonly (readonly string[])[]]>([
  [
    "plain fields",
    "a,b\nc,d\n",
    [
      ["a", "b"],
      ["c", "d"],
    ],
  ],
  ["no line break at the end", "a,b", [["a", "b"]]],
  [
    "lines of Windows",
    "a,b\r\nc,d\r\n",
    [
      ["a", "b"],
      ["c", "d"],
    ],
  ],
  ["a mark of byte order", "\uFEFFa,b\n", [["a", "b"]]],
  ["commas and quotes within quotes", '"a, ""b""",c\n', [['a, "b"', "c"]]],
  ["line breaks within quotes", '"a\nb",c\n', [["a\nb", "c"]]],
  [
    "empty fields, and empty lines, which are left out",
    ",\n\n a ,\n",
    [
      ["", ""],
      ["a", ""],
    ],
  ],
])("CSV is read with %s", (_, text, fields) => {
  expect(parseCsv(text).map((record) => record.fields)).toEqual(fields);
});

test("records are numbered by the line that they begin in", () => {
  expect(parseCsv('a\n\n"b\nb"\nc\n').map(({ line }) => line)).toEqual([1, 3, 5]);
});

test("what is written is read the same", () => {
  const records = [
    ["a", 'b, "c"', ""],
    ["d\ne", "f", "g"],
  ];
  expect(parseCsv(toCsv(records)).map(({ fields }) => fields)).toEqual(records);
});

test.each([
  ['a,"b\n', "Line 1 has a quote that nothing closes."],
  ['a\n"b"c\n', "Line 2 has something between a quote and the next comma."],
])("%j is no CSV", (text, message) => {
  expect(() => parseCsv(text)).toThrow(message);
});

const header = "customer,name,slug,owner_email,owner_name,admins\n";

test("a tenant has the columns of the file, in whatever order they come", () => {
  expect(readTenants("slug,name,admins,customer,owner_name,owner_email\none,One,a@one.test; b@one.test,c-1,,o@one.test\n")).toEqual([
    { line: 2, customer: "c-1", name: "One", slug: "one", ownerEmail: "o@one.test", ownerName: "", admins: ["a@one.test", "b@one.test"] },
  ]);
});

test.each([
  ["customer,name\n", "slug, owner_email, owner_name, admins is missing."],
  ["", "customer, name, slug, owner_email, owner_name, admins is missing."],
  [`${header}c-1,One,one,,,\n`, "Line 2 lacks one of customer, name, slug and owner_email."],
  [`${header}c-1,One,one,o@one.test,,\nc-1,Two,two,o@one.test,,\n`, "Lines 2 and 3 are both of the customer c-1."],
  [`${header}c-1,One,one,o@one.test,,\nc-2,Two,one,o@two.test,,\n`, "Lines 2 and 3 are both of the slug one."],
  [`${header}c-1,Smith, Ltd,smith,o@one.test,,\n`, "Line 2 has more fields than the first: quote those that have a comma in them."],
])("a file is refused before anything is done: %j", (text, message) => {
  expect(() => readTenants(text)).toThrow(message);
});
