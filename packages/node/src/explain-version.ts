/** Says what to do about an API of another version. */

import { type Fetch, PLINTO_VERSION } from "@plinto/core";

/** Adds to the API's own words, where it does not know the version that this package speaks. */
export function explainVersion(fetch: Fetch): Fetch {
  return async (url, init) => {
    const response = await fetch(url, init);
    if (response.status !== 400) return response;
    const text = await response.text();
    const { status, statusText, headers } = response;
    return new Response(explained(text), { status, statusText, headers });
  };
}

function explained(text: string): string {
  try {
    const problem = JSON.parse(text) as { code?: unknown; detail?: unknown };
    if (problem.code !== "version_unsupported") return text;
    const said = typeof problem.detail === "string" ? `${problem.detail} ` : "";
    return JSON.stringify({
      ...problem,
      detail: `${said}This @plinto/node speaks ${PLINTO_VERSION}: install the @plinto/node of the API's version, or update the API (a mock with the package beside it).`,
    });
  } catch {
    // A proxy's page says it in its own words.
    return text;
  }
}
