import { ConnectionDropped } from "../faults.ts";
import { internalsOf, type Mock } from "../mock.ts";

/** Answers a request for a service-worker style host: a dropped connection is a network error, nothing is thrown. */
export async function answer(mock: Mock, request: Request): Promise<Response> {
  try {
    return await internalsOf(mock).handle(request);
  } catch (error) {
    if (error instanceof ConnectionDropped) return Response.error();
    throw error;
  }
}
