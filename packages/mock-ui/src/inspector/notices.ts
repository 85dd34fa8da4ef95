import { h } from "./element.ts";

/** Says what was done, and what went wrong, where eyes and screen readers find it. */
export interface Notices {
  readonly element: HTMLElement;
  /** Says that something was done, for some seconds. */
  say(text: string): void;
  /** Says what went wrong, until the next word or until it is dismissed. */
  fail(error: unknown): void;
  /** Takes away what was said. */
  clear(): void;
  /** Does something that the control plane may refuse, and says so. @returns whether it was done */
  attempt(work: () => Promise<unknown>, done?: string): Promise<boolean>;
}

const shownMs = 8_000;

export function createNotices(pause: (ms: number) => Promise<void>): Notices {
  const status = h("p", { role: "status" });
  const alert = h("p", { role: "alert" });
  const dismiss = h("button", { type: "button", on: { click: () => tell("", "") } }, "Dismiss");
  let last = 0;
  const tell = (done: string, wrong: string): number => {
    status.textContent = done;
    alert.textContent = wrong;
    dismiss.hidden = wrong === "";
    return (last += 1);
  };
  tell("", "");
  const notices: Notices = {
    element: h("div", { class: "notices" }, status, h("div", { class: "wrong" }, alert, dismiss)),
    say(text) {
      const mine = tell(text, "");
      void pause(shownMs).then(() => mine === last && tell("", ""));
    },
    fail(error) {
      tell("", error instanceof Error ? error.message : String(error));
    },
    clear() {
      tell("", "");
    },
    async attempt(work, done) {
      try {
        await work();
      } catch (error) {
        notices.fail(error);
        return false;
      }
      if (done !== undefined) notices.say(done);
      return true;
    },
  };
  return notices;
}
