/** What the file system threw. */
export function isSystemError(error: unknown): error is Error & { readonly code: string; readonly path?: string; readonly dest?: string } {
  return error instanceof Error && "code" in error && "syscall" in error;
}

/** Why, in words; the code where there are none. */
export function reasonOf({ code }: { readonly code: string }): string {
  return reasons[code] ?? code;
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: "you may not",
  EPERM: "you may not",
  EROFS: "it is read-only",
  ENOENT: "its folder is not there",
  ENOTDIR: "a part of the path is a file",
  EISDIR: "it is a folder",
  EEXIST: "something is there already",
  ELOOP: "a link leads in a circle",
  ENOSPC: "the disk is full",
};
