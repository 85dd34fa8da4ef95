import { onTestFinished } from "vitest";
import { createControl, type ControlClient } from "../../src/control.ts";
import { createMock, type Mock, type MockOptions } from "../../src/index.ts";
import { serveMock } from "../../src/doors/server.ts";
import { describedFetch } from "./description.ts";

/** A mock on a free port and its control plane, whose every answer is held against the description. */
export interface Served {
  readonly mock: Mock;
  readonly url: string;
  readonly control: ControlClient;
  /** The control plane of another world. */
  controlOf(world: string): ControlClient;
  /** A request to the control plane as somebody would write it by hand. */
  ask(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Response>;
}

/** Serves a mock with a virtual clock until the test ends. */
export async function served(options: MockOptions = {}): Promise<Served> {
  const mock = createMock({ clock: "virtual", ...options });
  const { url, close } = await serveMock(mock);
  onTestFinished(close);
  return {
    mock,
    url,
    control: createControl({ url, fetch: describedFetch }),
    controlOf: (world) => createControl({ url: `${url}/w/${world}`, fetch: describedFetch }),
    ask: (method, path, body, headers = {}) =>
      describedFetch(url + path, { method, headers, ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }) }),
  };
}
