import { expect, test } from "vitest";
import { compareApi } from "../../src/api/compare.ts";
import { parseReport, writeReport } from "../../src/api/markdown.ts";
import type { ApiReport } from "../../src/api/report.ts";
import { handedIn } from "../../src/api/usage.ts";

const library: ApiReport = {
  name: "@plinto/library",
  doors: { ".": ["Book", "BookOptions", "Kind", "Shelf", "openLibrary"], "./shelf": ["Shelf"] },
  declarations: {
    Book: "interface Book {\n    title: string;\n    kind: Kind;\n}",
    BookOptions: "interface BookOptions {\n    title: string;\n    shelf?: Shelf;\n}",
    Kind: 'type Kind = "novel" | "poem" | (string & {});',
    Shelf:
      "class Shelf {\n    #private;\n    add(book: Book): void;\n    find(title: string): Book | undefined;\n    find(title: string, kind: Kind): Book | undefined;\n}",
    State: 'type State = "open" | "closed";',
    openLibrary: "function openLibrary(options: BookOptions): Promise<Book>;",
  },
};

function changed(declarations: Readonly<Record<string, string>>): ApiReport {
  return { ...library, declarations: { ...library.declarations, ...declarations } };
}

test("a page of names is read as it was written", () => {
  expect(parseReport(writeReport(library))).toEqual(library);
});

test("a page that is none is refused", () => {
  expect(() => parseReport("# Something else")).toThrow("This is no page of public names");
});

test("what is the same has no changes", () => {
  expect(compareApi(library, library)).toEqual({ breaking: [], added: [] });
});

test("names and doors that are gone break, new ones do not", () => {
  const after: ApiReport = { ...library, doors: { ".": ["Book", "BookOptions", "Kind", "closeLibrary", "openLibrary"], "./club": ["Club"] } };
  expect(compareApi(library, after)).toEqual({
    breaking: ["Shelf is gone from @plinto/library", "the door @plinto/library/shelf is gone"],
    added: ["closeLibrary is new in @plinto/library", "the door @plinto/library/club is new"],
  });
});

test.each([
  ["a function that takes something else", { openLibrary: "function openLibrary(options: BookOptions, key: string): Promise<Book>;" }, "openLibrary was"],
  ["a property that is gone", { Book: "interface Book {\n    title: string;\n}" }, "Book.kind is gone"],
  [
    "a property that changed",
    { Book: "interface Book {\n    title: string | null;\n    kind: Kind;\n}" },
    "Book.title was `title: string;` and is `title: string | null;`",
  ],
  [
    "an overload that is gone",
    { Shelf: "class Shelf {\n    #private;\n    add(book: Book): void;\n    find(title: string): Book | undefined;\n}" },
    "Shelf.find was",
  ],
  [
    "an option that has to be given now",
    { BookOptions: "interface BookOptions {\n    title: string;\n    shelf?: Shelf;\n    key: string;\n}" },
    "BookOptions.key has to be given now",
  ],
  ["a closed union that grew", { State: 'type State = "open" | "closed" | "lost";' }, "State was"],
  ["an open union that lost a value", { Kind: 'type Kind = "novel" | (string & {});' }, "Kind was"],
  ["an interface that became a type", { Book: "type Book = string;" }, "Book was"],
])("%s breaks", (_what, declarations, found) => {
  expect(compareApi(library, changed(declarations)).breaking).toEqual([expect.stringContaining(found)]);
});

test.each([
  [
    "an option that may be given",
    { BookOptions: "interface BookOptions {\n    title: string;\n    shelf?: Shelf;\n    key?: string;\n}" },
    "BookOptions.key is new",
  ],
  ["a property of what is handed out", { State: "interface State {\n}" }, undefined],
  ["a method of a class", { Shelf: `${library.declarations["Shelf"]!.slice(0, -1)}    clear(): void;\n}` }, "Shelf.clear is new"],
  ["a value of an open union", { Kind: 'type Kind = "novel" | "poem" | "play" | (string & {});' }, 'Kind can be "play"'],
])("%s breaks nobody", (_what, declarations, found) => {
  const { State, ...others } = declarations as Record<string, string>;
  const before = State === undefined ? library : { ...library, declarations: { ...library.declarations, State } };
  const after = {
    ...before,
    declarations: { ...before.declarations, ...others, ...(State === undefined ? {} : { State: "interface State {\n    at: string;\n}" }) },
  };
  expect(compareApi(before, after)).toEqual({ breaking: [], added: [found ?? "State.at is new"] });
});

test("what a function takes is handed in, with all inside of it, and what a callback takes is handed out", () => {
  const declarations = {
    Answer: "interface Answer {\n    text: string;\n}",
    Inner: "interface Inner {\n    depth: number;\n}",
    Options: "interface Options {\n    inner: Inner;\n    onAnswer(answer: Answer): void;\n}",
    Result: "interface Result {\n    ok: boolean;\n}",
    ask: "function ask(options: Options): Result;",
  };
  expect([...handedIn(declarations)].sort()).toEqual(["Inner", "Options"]);
});
