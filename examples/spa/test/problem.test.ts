import { PlintoError } from "@plinto/core";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { Failure } from "../src/parts/failure.tsx";
import { Problem } from "../src/sign-in/problem.tsx";

// A code that every object has as a member, such as `constructor`, printed a function.
test("a code that has no words of its own is told by its message", () => {
  for (const code of ["constructor", "toString", "no_such_code"]) {
    const error = new PlintoError({ kind: "api", code, message: "It did not work" });
    expect(renderToStaticMarkup(createElement(Problem, { error }))).toBe('<p role="alert" class="sign-in-problem">It did not work</p>');
    expect(renderToStaticMarkup(createElement(Failure, { error }))).toBe('<p role="alert" class="failure">It did not work</p>');
  }
});
