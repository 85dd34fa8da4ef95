"use client";

import type { ReactNode } from "react";

/** Shown when a page cannot be rendered, such as while the API does not answer. */
export default function Failed({ retry }: { readonly retry: () => void }): ReactNode {
  return (
    <>
      <h1>That did not work</h1>
      <button onClick={retry}>Try again</button>
    </>
  );
}
