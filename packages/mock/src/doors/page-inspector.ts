import type { Mock } from "../mock.ts";
import type { MockPanelUi } from "./ui.ts";

type ControlPlane = ReturnType<typeof import("../control/plane.ts").controlPlane>;
type Panel = Awaited<ReturnType<MockPanelUi["openPanel"]>>;

/** The inspector of a mock that lives in this page. It asks the control plane without a network. */
export class PageInspector {
  readonly #mock: Mock;
  readonly #ui: MockPanelUi;
  readonly #closed: () => void;
  /** What answers, once somebody looked. It keeps the snapshots that were taken. */
  #plane: ControlPlane | undefined;
  #panel: Promise<Panel> | undefined;

  /** @param closed told when the panel was closed */
  constructor(mock: Mock, ui: MockPanelUi, closed: () => void) {
    this.#mock = mock;
    this.#ui = ui;
    this.#closed = closed;
  }

  /** Opens the panel, or does nothing while it is open. */
  async open(): Promise<void> {
    const opening = (this.#panel ??= this.#open());
    try {
      await opening;
    } catch (error) {
      if (this.#panel === opening) this.#panel = undefined;
      throw error;
    }
  }

  close(): void {
    void this.#panel?.then(
      (panel) => panel.close(),
      () => {},
    );
  }

  async #open(): Promise<Panel> {
    // An application that nobody inspects does not load it.
    const { controlPlane } = await import("../control/plane.ts");
    const plane = (this.#plane ??= controlPlane(this.#mock));
    const control: typeof globalThis.fetch = async (input, init) => {
      const request = new Request(input, init);
      return (await plane(request, new URL(request.url).pathname, null)) ?? new Response(null, { status: 404 });
    };
    const closed = (): void => {
      this.#panel = undefined;
      this.#closed();
    };
    return this.#ui.openPanel({ control, closed });
  }
}
