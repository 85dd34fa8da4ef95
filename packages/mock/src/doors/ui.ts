/** The inspector over a page, made by `@plinto/mock-ui` and handed to the service worker door. */
export interface MockPanelUi {
  /** Shows it. */
  openPanel(options: {
    /** Answers requests to the control plane, below any address of this machine. */
    readonly control: typeof globalThis.fetch;
    /** Told when it was closed. */
    readonly closed: () => void;
  }): Promise<{ close(): void }>;
}

/** Prebuilt pages, made by `@plinto/mock-ui` and handed to a door. */
export interface MockUi {
  /** Answers a request for a page, or nothing when the path is none of its own. */
  handle(request: Request): Promise<Response | undefined>;
}
