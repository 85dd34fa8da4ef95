import { exampleEvent, signedRequest } from "../../src/testing.ts";

export const secret = "whsec_cGxpbnRvLWV4YW1wbGUtc2VjcmV0LTI0Yg==";

/** Sends an example event to an address twice, as a sender does that missed the first answer, and tells what was answered. */
export async function sendTwice(url: string): Promise<void> {
  const event = exampleEvent("member.added");
  for (let attempt = 1; attempt <= 2; attempt += 1) {
    const request = await signedRequest(event, secret, { url });
    const response = await fetch(url, { method: "POST", headers: request.headers, body: await request.text() });
    console.log(attempt, response.status);
  }
}
