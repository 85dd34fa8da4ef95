import { type ReactNode, useState } from "react";

/** Something that is shown once, to be copied. */
export function Secret({ label, text, onKept }: { readonly label: string; readonly text: string; readonly onKept: () => void }): ReactNode {
  const [isCopied, setIsCopied] = useState(false);
  return (
    <div className="secret" role="group" aria-label={label}>
      <p>{label}. Keep it now: it is shown this once.</p>
      <pre tabIndex={0}>{text}</pre>
      <div className="row">
        <button type="button" onClick={() => void navigator.clipboard.writeText(text).then(() => setIsCopied(true))}>
          {isCopied ? "Copied" : "Copy"}
        </button>
        <button type="button" className="main" onClick={onKept}>
          I have kept it
        </button>
      </div>
    </div>
  );
}
