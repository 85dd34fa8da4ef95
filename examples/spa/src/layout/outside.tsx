import type { ReactNode } from "react";
import { useBackend } from "../backend-context.ts";

/** What is around the sign-in screens. */
export function Outside({ children }: { readonly children: ReactNode }): ReactNode {
  const { openInspector } = useBackend();
  return (
    <main className="outside">
      <p className="brand">Team</p>
      {children}
      {openInspector && (
        <div className="demo">
          <p>
            The backend of this demo is a mock on your machine. What it mails is in its inspector, under Mailbox.{" "}
            <button type="button" onClick={openInspector}>
              Open the inspector
            </button>
          </p>
          <p>People of the demo: ada@acme.test, grace@acme.test, bob@acme.test. Their password is plinto-demo.</p>
        </div>
      )}
    </main>
  );
}
