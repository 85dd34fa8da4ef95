import { ConnectionDropped } from "../faults.ts";
import { internalsOf, type Mock } from "../mock.ts";
import { requestText } from "../pipeline/body-text.ts";
import { responseOf } from "../pipeline/exchange.ts";

const text = new TextEncoder();

/** Answers a request for a service-worker style host: a dropped connection is a network error, nothing is thrown. */
export async function answer(mock: Mock, request: Request): Promise<Response> {
  try {
    const reply = await internalsOf(mock).handle(request.method, new URL(request.url), {
      header: (name) => request.headers.get(name),
      text: () => requestText(request),
      address: null,
    });
    // Without a length msw ends the answer by ending the socket, which costs as much again.
    if (reply.body !== null) reply.headers["content-length"] = String(text.encode(reply.body).length);
    return responseOf(reply);
  } catch (error) {
    if (error instanceof ConnectionDropped) return Response.error();
    throw error;
  }
}
