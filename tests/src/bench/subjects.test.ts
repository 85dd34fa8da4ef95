import { expect, test } from "vitest";
import { chosenSubjects, subjects } from "./subjects.ts";

test("without a name everything is measured, with names only that, in the order of the table", () => {
  expect(chosenSubjects([])).toEqual(Object.values(subjects));
  expect(chosenSubjects(["realtime", "mock"]).map(({ title }) => title)).toEqual(["Mock", "Sockets"]);
});

test("a name that is none is refused with those that are", () => {
  for (const name of ["sockets", "toString", ""])
    expect(() => chosenSubjects(["mock", name])).toThrow(`There is no benchmark of ${name}. There are: mock, graphql, policies, webhooks, servers, realtime.`);
});
