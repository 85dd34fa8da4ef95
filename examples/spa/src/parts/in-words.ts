/** `pending_deletion` as `pending deletion`. */
export function inWords(code: string): string {
  return code.replaceAll("_", " ");
}
