/** Base64 where there is no Buffer. */

/** The bytes that base64 stands for. */
export function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
}

/** Bytes as base64. */
export function textOf(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}
