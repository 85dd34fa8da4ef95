import { expect, test } from "vitest";
import { importsOutside } from "../../src/build/screen-imports.ts";

test.each([
  ["form.tsx", 'import { useId } from "react";\nimport { useSignIn } from "@plinto/react";\nimport type { User } from "@plinto/core";'],
  ["form.tsx", 'import "./sign-in.css";\nexport { a } from "./parts/a";\nconst { b } = await import("@plinto/core/passkeys");'],
  ["parts/a.tsx", 'import { Form } from "../form";'],
  ["sign-in.css", '@import "./colours.css";'],
])("%s, which imports its own folder and what every project has, stands for itself", (file, text) => {
  expect(importsOutside(file, text)).toEqual([]);
});

test.each([
  ["form.tsx", 'import { a } from "../app";', "form.tsx imports ../app"],
  ["parts/a.tsx", 'import { a } from "../../app";', "parts/a.tsx imports ../../app"],
  ["form.tsx", 'import { useQuery } from "@tanstack/react-query";', "form.tsx imports @tanstack/react-query"],
  ["form.tsx", 'import "reactive";', "form.tsx imports reactive"],
  ["form.tsx", 'const a = import("../app");', "form.tsx imports ../app"],
  ["sign-in.css", '@import url("../app.css");', "sign-in.css imports ../app.css"],
])("%s does not stand for itself: %s", (file, text, problem) => {
  expect(importsOutside(file, text)).toEqual([problem]);
});
