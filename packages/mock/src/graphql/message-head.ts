/** What is known of a message before its protocol reads it. */
export interface MessageHead {
  readonly id?: string;
  readonly type?: string;
}

/** What a message is, with all that it says; nothing where it is none, which the protocol's engine answers. */
export function headOf(text: string): MessageHead {
  try {
    const message: unknown = JSON.parse(text);
    return typeof message === "object" && message !== null ? message : {};
  } catch {
    return {};
  }
}
