import path from "node:path";
import ts from "typescript";

/** What a user's module costs the compiler. */
export interface TypeCost {
  /** Types that the compiler had to instantiate for it. */
  instantiations: number;
  /** What the compiler has against it. */
  problems: string[];
}

const options: ts.CompilerOptions = {
  strict: true,
  noEmit: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  lib: ["lib.es2023.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
  types: [],
  skipLibCheck: true,
};

/** Checks a module, as if it lay in `folder`, against the types of the built packages. */
export function costOf(source: string, folder: string): TypeCost {
  const file = path.join(folder, "a-users-module.ts");
  const host = ts.createCompilerHost(options);
  const { fileExists, getSourceFile } = host;
  host.fileExists = (name) => name === file || fileExists(name);
  host.getSourceFile = (name, language, ...rest) =>
    name === file ? ts.createSourceFile(name, source, language, true) : getSourceFile(name, language, ...rest);
  const program = ts.createProgram([file], options, host);
  const problems = ts.getPreEmitDiagnostics(program, program.getSourceFile(file)).map((one) => ts.flattenDiagnosticMessageText(one.messageText, "\n"));
  return { instantiations: program.getInstantiationCount(), problems };
}
