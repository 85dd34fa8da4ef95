import type { EmailRow } from "./domain/email/table.ts";
import { parseTimestamp } from "./kernel/timestamp.ts";
import type { World } from "./kernel/world.ts";
import { MockError } from "./mock-error.ts";
import type { MockSchema } from "./schema.ts";

/** A message that the platform sent. */
export interface Mail {
  readonly id: string;
  readonly to: string;
  /** What it is about, such as `email_verification` or `invitation`. */
  readonly kind: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** The link in it, where it has one. */
  readonly link?: string;
  /** The token in the link. */
  readonly token?: string;
  /** The code in it, where it has one. */
  readonly code?: string;
  readonly organizationId: string | null;
  /** Milliseconds since 1970, by the world's clock. */
  readonly sentAt: number;
}

/** What messages of a kind certainly have. */
export type MailOf<Kind extends string> = Mail &
  (Kind extends "email_verification"
    ? { readonly link: string; readonly token: string; readonly code: string }
    : Kind extends "otp"
      ? { readonly code: string }
      : Kind extends "password_reset" | "magic_link" | "invitation" | "email_change"
        ? { readonly link: string; readonly token: string }
        : unknown);

/** Which message is meant. Absent fields do not matter. */
export interface MailFilter<Kind extends string = string> {
  /** The recipient, compared without regard to case. */
  readonly to?: string;
  readonly kind?: Kind;
  /** Only messages sent after this one. */
  readonly after?: Mail;
}

/** Every message of a world, newest last. */
export interface Mailbox {
  readonly messages: readonly Mail[];
  /** The newest message that fits, if there is one. */
  latest<const Kind extends string = string>(filter?: MailFilter<Kind>): MailOf<Kind> | undefined;
  /**
   * The newest message that fits, now or as soon as it is sent.
   *
   * @param options.timeoutMs how long to wait in real milliseconds, 5,000 when absent
   * @throws MockError `mail_timeout` when none came
   * @example
   * const { code } = await mock.mailbox.waitFor({ to: "ada@acme.test", kind: "email_verification" });
   */
  waitFor<const Kind extends string = string>(
    filter: MailFilter<Kind>,
    options?: { readonly timeoutMs?: number; readonly signal?: AbortSignal },
  ): Promise<MailOf<Kind>>;
}

/** How the real time of waiting is measured; the world's clock may stand still. */
export type RealTimeout = (fn: () => void, ms: number) => () => void;

/** The mailbox of a world: its table of messages, so that snapshots and forks carry it. */
export class WorldMailbox implements Mailbox {
  readonly #world: World<MockSchema>;
  readonly #timeout: RealTimeout;
  readonly #waiting = new Set<() => void>();

  constructor(world: World<MockSchema>, timeout: RealTimeout) {
    this.#world = world;
    this.#timeout = timeout;
    world.onCommit((commit) => {
      if (this.#waiting.size > 0 && commit.changes.some((change) => change.table === "emails")) for (const look of this.#waiting) look();
    });
  }

  get messages(): readonly Mail[] {
    return [...this.#world.read.emails.all()].map(mailOf);
  }

  latest<const Kind extends string = string>(filter: MailFilter<Kind> = {}): MailOf<Kind> | undefined {
    for (const row of this.#world.read.emails.scan("byTime", [], { reverse: true })) {
      if (row.id === filter.after?.id) return undefined;
      if ((filter.to === undefined || row.to.toLowerCase() === filter.to.toLowerCase()) && (filter.kind === undefined || row.kind === filter.kind))
        return mailOf(row) as MailOf<Kind>;
    }
    return undefined;
  }

  waitFor<const Kind extends string = string>(
    filter: MailFilter<Kind>,
    options: { readonly timeoutMs?: number; readonly signal?: AbortSignal } = {},
  ): Promise<MailOf<Kind>> {
    const present = this.latest(filter);
    if (present) return Promise.resolve(present);
    const timeoutMs = options.timeoutMs ?? 5000;
    return new Promise((resolve, reject) => {
      const end = (): void => {
        this.#waiting.delete(look);
        cancel();
        options.signal?.removeEventListener("abort", aborted);
      };
      const look = (): void => {
        const mail = this.latest(filter);
        if (!mail) return;
        end();
        resolve(mail);
      };
      const aborted = (): void => {
        end();
        reject(options.signal!.reason as Error);
      };
      const cancel = this.#timeout(() => {
        end();
        const kinds = this.messages.map((mail) => mail.kind);
        reject(
          new MockError(
            "mail_timeout",
            `No ${filter.kind ?? "message"} for this recipient arrived within ${timeoutMs} ms. The mailbox holds ${kinds.length === 0 ? "nothing" : kinds.join(", ")}.`,
          ),
        );
      }, timeoutMs);
      options.signal?.addEventListener("abort", aborted);
      this.#waiting.add(look);
    });
  }
}

function mailOf(row: EmailRow): Mail {
  const { id, to, kind, subject, text, html, organizationId, link, token, code, createdAt } = row;
  return {
    id,
    to,
    kind,
    subject,
    text,
    html,
    organizationId,
    sentAt: parseTimestamp(createdAt),
    ...(link === null ? {} : { link }),
    ...(token === null ? {} : { token }),
    ...(code === null ? {} : { code }),
  };
}
