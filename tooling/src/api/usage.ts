import ts from "typescript";

/**
 * The names of declarations that a user hands in: to a function, or inside of something that is handed in. To require
 * more of those breaks whoever made one; to offer more in what is handed out breaks nobody.
 */
export function handedIn(declarations: Readonly<Record<string, string>>): ReadonlySet<string> {
  const trees = new Map(Object.entries(declarations).map(([name, text]) => [name, ts.createSourceFile(`${name}.d.ts`, text, ts.ScriptTarget.Latest, true)]));
  const seen = { in: new Set<string>(), out: new Set<string>() };
  type Way = keyof typeof seen;

  const follow = (name: string, way: Way): void => {
    const tree = trees.get(name);
    if (!tree || seen[way].has(name)) return;
    seen[way].add(name);
    for (const statement of tree.statements) visit(statement, way);
  };
  const visit = (node: ts.Node, way: Way): void => {
    if (ts.isParameter(node)) {
      // What a function takes goes against the way of the function itself.
      if (node.type) visit(node.type, way === "in" ? "out" : "in");
      return;
    }
    if (ts.isTypeReferenceNode(node)) follow(node.typeName.getText().split(".")[0]!, way);
    if (ts.isExpressionWithTypeArguments(node)) follow(node.expression.getText().split(".")[0]!, way);
    ts.forEachChild(node, (child) => visit(child, way));
  };
  // A user takes every value out of its door, and may name every type.
  for (const [name, tree] of trees) {
    const isValue = tree.statements.some((one) => ts.isFunctionDeclaration(one) || ts.isVariableStatement(one) || ts.isClassDeclaration(one));
    if (isValue) follow(name, "out");
  }
  return seen.in;
}
