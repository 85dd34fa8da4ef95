import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createControl } from "@plinto/mock/control";
import { expect, onTestFinished, test } from "vitest";
import { plinto, startDev } from "./fake-terminal.ts";

test("plinto reset returns a running mock to the state after seeding", async () => {
  const { url } = await startDev();
  const control = createControl({ url });
  await control.addFault({ status: 503 });
  expect(await plinto("reset", "--url", url)).toEqual({ code: 0, out: "The world is as it was after seeding.", error: "" });
  expect(await control.listFaults()).toEqual({ data: [] });
});

test("a slash at the end of the address does no harm", async () => {
  const { url } = await startDev();
  expect((await plinto("reset", "--url", `${url}/`)).code).toBe(0);
});

test("where nobody answers, plinto reset fails with 1 and says how to start a mock", async () => {
  expect(await plinto("reset", "--url", "http://127.0.0.1:1")).toEqual({
    code: 1,
    out: "",
    error: "plinto reset: No mock answers at http://127.0.0.1:1. Start one with plinto dev.",
  });
});

// Other development servers answer every path with a page, which ended in a stack trace.
test.for([200, 404])("where something else answers with a page and %i, plinto reset fails with 1", async (status) => {
  const url = await page(status);
  expect(await plinto("reset", "--url", url)).toEqual({
    code: 1,
    out: "",
    error: `plinto reset: What answers at ${url} (with status ${status}) is no control plane of a mock. Check the URL.`,
  });
});

test.for(["4010", "localhost:4010", "ftp://127.0.0.1", "http://user:hush@127.0.0.1:4010", "http://127.0.0.1:4010/?a=b"])(
  "%s is no address of a mock, and is not repeated in the message",
  async (address) => {
    const ended = await plinto("reset", "--url", address);
    expect(ended).toMatchObject({
      code: 1,
      error: expect.stringMatching(/^plinto reset: The option url must be the absolute http or https URL of a served mock/),
    });
    expect(ended.error).not.toContain("hush");
  },
);

test("a world that nobody made fails with 1", async () => {
  const { url } = await startDev();
  expect(await plinto("reset", "--url", `${url}/w/nowhere`)).toEqual({
    code: 1,
    out: "",
    error: 'plinto reset: There is no world "nowhere". Make it with POST /__plinto/worlds.',
  });
});

test.for([
  [["now"], 'There is nothing to do with "now".'],
  [["--url"], "Option '--url <value>' argument missing"],
])("plinto reset %j is not understood", async ([args, message]) => {
  const ended = await plinto("reset", ...(args as string[]));
  expect(ended).toEqual({ code: 2, out: "", error: `plinto reset: ${message as string}\nplinto reset [--url http://127.0.0.1:4010]` });
});

/** A server that answers everything with a page. */
async function page(status: number): Promise<string> {
  const server: Server = createServer((_request, response) => void response.writeHead(status, { "content-type": "text/html" }).end("<!doctype html><p>hello"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
