/** The credential that came with the subprotocols. */
export type EarlyCredential = { readonly token: string } | { readonly ticket: string };

/** Reads it from the subprotocols that a client offers; nothing where none of them is one. */
export function earlyCredential(protocols: readonly string[]): EarlyCredential | undefined {
  for (const protocol of protocols) {
    if (protocol.startsWith("plinto.bearer.")) return { token: protocol.slice("plinto.bearer.".length) };
    if (protocol.startsWith("plinto.ticket.")) return { ticket: protocol.slice("plinto.ticket.".length) };
  }
  return undefined;
}
