import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { connect } from "./backend.ts";

const root = createRoot(document.getElementById("root")!);
try {
  const backend = await connect();
  root.render(
    <StrictMode>
      <App backend={backend} />
    </StrictMode>,
  );
} catch (error) {
  root.render(<p role="alert">The application cannot start. {error instanceof Error ? error.message : String(error)}</p>);
}
