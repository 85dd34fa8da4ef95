import { ConnectionDropped } from "../faults.ts";
import { isMockError, type MockError } from "../mock-error.ts";
import { internalsOf, type Mock } from "../mock.ts";
import { requestText } from "../pipeline/body-text.ts";
import { jsonReply, responseOf } from "../pipeline/exchange.ts";

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
    if (reply.body !== null) reply.headers["content-length"] = String((typeof reply.body === "string" ? text.encode(reply.body) : reply.body).length);
    return responseOf(reply);
  } catch (error) {
    if (error instanceof ConnectionDropped) return Response.error();
    if (isMockError(error)) return responseOf(jsonReply(500, unanswerable(error), "application/problem+json"));
    throw error;
  }
}

/** The state could not be read where it is kept, so there is no world that could give the problem. */
function unanswerable({ message }: MockError): object {
  return {
    type: "https://plinto.dev/docs/errors/internal_error",
    title: "The mock cannot answer",
    status: 500,
    detail: message,
    code: "internal_error",
    requestId: "none",
  };
}
