/** Whether an import failed because one of these packages is not installed. */
export function isMissingPackage(error: unknown, packages: readonly string[]): boolean {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  if (!String(code).endsWith("MODULE_NOT_FOUND")) return false;
  const named = /['"]([^'"]+)['"]/.exec(String(message))?.[1];
  return packages.some((name) => named === name || named?.startsWith(`${name}/`));
}
