import { methods, parametersOf, resolved, type Document, type Operation, type PathItem } from "../description/openapi.ts";
import type { SpecRule } from "./rule.ts";

export const unambiguousPaths: SpecRule = {
  name: "unambiguous-paths",
  says: "no address fits two paths, unless one of them has the fixed word where the other has a parameter all along",
  check(document) {
    const paths = Object.entries(document.paths);
    return paths.flatMap(([first, a], index) =>
      paths.slice(index + 1).flatMap(([second, b]) => (areAmbiguous(document, first, a, second, b) ? [`${first} and ${second} both fit some address`] : [])),
    );
  },
};

function areAmbiguous(document: Document, first: string, a: PathItem, second: string, b: PathItem): boolean {
  const left = first.split("/");
  const right = second.split("/");
  if (left.length !== right.length) return false;
  let firstIsFixed = false;
  let secondIsFixed = false;
  for (const [index, one] of left.entries()) {
    const other = right[index]!;
    if (isParameter(one) && isParameter(other)) continue;
    if (isParameter(one)) {
      if (!accepts(document, a, one, other)) return false;
      secondIsFixed = true;
    } else if (isParameter(other)) {
      if (!accepts(document, b, other, one)) return false;
      firstIsFixed = true;
    } else if (one !== other) return false;
  }
  // A fixed word wins over a parameter; when each has one where the other has not, nobody can say who wins.
  return firstIsFixed === secondIsFixed;
}

function isParameter(segment: string): boolean {
  return segment.startsWith("{");
}

function accepts(document: Document, item: PathItem, segment: string, word: string): boolean {
  const name = segment.slice(1, -1);
  const operation = methods.map((method) => item[method]).find((one): one is Operation => one !== undefined);
  const parameter = operation && parametersOf(document, item, operation).find((one) => one.in === "path" && one.name === name);
  const pattern = parameter && resolved(document, parameter.schema).pattern;
  return pattern === undefined || new RegExp(pattern, "u").test(word);
}
