import ts from "typescript";
import type { SourceFile } from "./source-files.ts";

/** Names every `let` and `var` at the top of a module: two clients in one process must never meet. */
export function moduleStateProblems(files: readonly SourceFile[]): Map<string, string[]> {
  const problems = new Map<string, string[]>();
  for (const { path, text } of files) {
    const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
    const found = source.statements
      .filter(
        (statement): statement is ts.VariableStatement =>
          ts.isVariableStatement(statement) &&
          (statement.declarationList.flags & ts.NodeFlags.Const) === 0 &&
          !statement.modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.DeclareKeyword),
      )
      .map(
        (statement) =>
          `line ${source.getLineAndCharacterOfPosition(statement.getStart()).line + 1}: ${statement.declarationList.declarations.map((declaration) => declaration.name.getText(source)).join(", ")} can change and is shared by the whole process: keep it in the object that owns it`,
      );
    if (found.length > 0) problems.set(path, found);
  }
  return problems;
}
