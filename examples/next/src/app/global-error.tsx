"use client";

import type { ReactNode } from "react";

/** Shown when not even the layout can be rendered. Why is in the log of the server. */
export default function NothingWorks({ retry }: { readonly retry: () => void }): ReactNode {
  return (
    <html lang="en">
      <body>
        <h1>That did not work</h1>
        <p>The reason is in the log of the server.</p>
        <button onClick={retry}>Try again</button>
      </body>
    </html>
  );
}
