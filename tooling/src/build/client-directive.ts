const DIRECTIVE = /^\s*(["'])use client\1;?\s*\n/;

/** Whether a source says that it belongs to the browser's half of React. */
export function isForClients(source: string): boolean {
  return DIRECTIVE.test(source);
}

/** A built file with the directive in front, which bundlers take away; on its first line, so that source maps still fit. */
export function withClientDirective(code: string): string {
  return DIRECTIVE.test(code) || code.startsWith('"use client";') ? code : `"use client";${code}`;
}
