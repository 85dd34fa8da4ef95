import { Fragment, type ReactNode, useId, useRef, useState } from "react";
import { Failure } from "./failure.tsx";

/** Properties of {@link DialogButton}. */
export interface DialogButtonProps {
  /** What the button says. */
  readonly label: string;
  /** What the button is called where its text alone does not tell. */
  readonly name?: string;
  readonly title: string;
  readonly kind?: "main" | "danger" | "plain";
  /** What is in the dialog, with how to close it. It begins anew each time. */
  readonly children: (close: () => void) => ReactNode;
}

/** A button that opens a dialog. The browser keeps the focus inside, closes it by Escape, and gives the focus back. */
export function DialogButton({ label, name, title, kind = "plain", children }: DialogButtonProps): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const [opening, setOpening] = useState(0);
  const heading = useId();
  const close = (): void => dialog.current?.close();
  return (
    <>
      <button
        type="button"
        className={kind}
        {...(name && { "aria-label": name })}
        onClick={() => {
          setOpening(opening + 1);
          dialog.current?.showModal();
        }}
      >
        {label}
      </button>
      <dialog
        ref={dialog}
        aria-labelledby={heading}
        onClose={() => {
          // Said a moment late: it may have been opened again since.
          if (!dialog.current?.open) setOpening(0);
        }}
      >
        {opening > 0 && (
          <Fragment key={opening}>
            <h2 id={heading}>{title}</h2>
            {children(close)}
          </Fragment>
        )}
      </dialog>
    </>
  );
}

/** Properties of {@link ConfirmButton}. */
export interface ConfirmButtonProps {
  readonly label: string;
  readonly name?: string;
  /** What will happen, as a question. */
  readonly question: string;
  /** The change, of `useMutation`. */
  readonly change: { readonly isPending: boolean; readonly error: Error | null; readonly reset: () => void };
  /** Makes the change, and calls `done` when it is made. */
  readonly onConfirm: (done: () => void) => void;
}

/** A button for what cannot be undone: it asks first. */
export function ConfirmButton({ label, name, question, change, onConfirm }: ConfirmButtonProps): ReactNode {
  return (
    <DialogButton label={label} {...(name && { name })} title={question} kind="danger">
      {(close) => (
        <>
          <Failure error={change.error} />
          <div className="row">
            <button type="button" className="danger" disabled={change.isPending} onClick={() => onConfirm(close)}>
              {label}
            </button>
            <button
              type="button"
              onClick={() => {
                change.reset();
                close();
              }}
            >
              Cancel
            </button>
          </div>
        </>
      )}
    </DialogButton>
  );
}
