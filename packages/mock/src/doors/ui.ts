/** Prebuilt pages, made by `@plinto/mock-ui` and handed to a door. */
export interface MockUi {
  /** Answers a request for a page, or nothing when the path is none of its own. */
  handle(request: Request): Promise<Response | undefined>;
}
