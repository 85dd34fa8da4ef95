import type { SourceFile } from "./source-files.ts";

interface Rule {
  pattern: RegExp;
  reason: string;
  /** Only files whose path matches. */
  files?: RegExp;
  /** Not files whose path matches. */
  except?: RegExp;
}

// The rules themselves and their tests have to spell what they look for.
const ownFiles = /^tooling\/(src\/checks\/forbidden-text|test\/checks\/source-rules)/;

const rules: readonly Rule[] = [
  { pattern: /\b(TODO|FIXME|XXX|HACK)\b/, reason: "marks unfinished work: finish it or file an issue", except: ownFiles },
  { pattern: /\b(not yet implemented|coming soon|lorem ipsum)\b/i, reason: "stands in for something unfinished", except: ownFiles },
  { pattern: /(?:^|[\s"'`(=])\/(?:home|Users|root|work)\/[\w.-]+/, reason: "names a folder of one machine", except: ownFiles },
  { pattern: /\b[A-Z]:\\\\?Users\\/, reason: "names a folder of one machine" },
  { pattern: /\b(?:test|describe|it)\.only\(/, reason: "leaves the other tests out", files: /\.(test|test-d)\.ts$/ },
  { pattern: /https?:\/\/[\w.-]*(?:registry|npmmirror|artifactory|nexus|verdaccio|jfrog)[\w.-]*/i, reason: "names a package registry", except: ownFiles },
  { pattern: /^\s*"?resolved"?: /m, reason: "holds the address a package came from", files: /(package-lock\.json|pnpm-lock\.yaml)$/ },
  { pattern: /https?:\/\//, reason: "holds an address", files: /(^|\/)pnpm-lock\.yaml$/ },
  { pattern: /@ts-(ignore|nocheck)\b/, reason: "silences the compiler: use @ts-expect-error with the reason", files: /\.[cm]?tsx?$/, except: /\/generated\// },
];

/** Names lines that no file of the repository may have. */
export function forbiddenTextProblems(files: readonly SourceFile[]): Map<string, string[]> {
  const problems = new Map<string, string[]>();
  for (const { path, text } of files) {
    const found = rules
      .filter((rule) => (!rule.files || rule.files.test(path)) && !rule.except?.test(path))
      .flatMap((rule) =>
        text.split("\n").flatMap((line, index) => (rule.pattern.test(line) ? [`line ${index + 1} ${rule.reason}: ${line.trim().slice(0, 120)}`] : [])),
      );
    if (found.length > 0) problems.set(path, found);
  }
  return problems;
}
