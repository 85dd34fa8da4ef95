/** What the generated resource classes stand on. */

import type { Client } from "./transport/stage.ts";

/** A group of operations over one client. */
export class Resource {
  /** The client that every operation of the group runs on. */
  protected readonly client: Client;

  constructor(client: Client) {
    this.client = client;
  }
}
