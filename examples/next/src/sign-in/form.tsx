import { type ComponentProps, type ReactNode, useEffect, useId, useRef } from "react";

/** A form that hands over what was entered. It keeps what was typed when the answer is no. */
export function Form({ onSubmit, children }: { readonly onSubmit: (values: (name: string) => string) => unknown; readonly children: ReactNode }): ReactNode {
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const data = new FormData(event.currentTarget);
        void onSubmit((name) => {
          const value = data.get(name);
          return typeof value === "string" ? value.trim() : "";
        });
      }}
    >
      {children}
    </form>
  );
}

/** Properties of {@link Field}. */
export interface FieldProps extends ComponentProps<"input"> {
  readonly label: string;
  readonly hint?: string;
}

/** An input with its label. */
export function Field({ label, hint, ...input }: FieldProps): ReactNode {
  const id = useId();
  return (
    <div className="sign-in-field">
      <label htmlFor={id}>{label}</label>
      <input id={id} {...(hint && { "aria-describedby": `${id}-hint` })} {...input} />
      {hint && <small id={`${id}-hint`}>{hint}</small>}
    </div>
  );
}

/** The six figures of a mail or an app. */
export function CodeField({ label }: { readonly label: string }): ReactNode {
  return <Field label={label} name="code" inputMode="numeric" autoComplete="one-time-code" pattern="[0-9 ]{6,7}" title="six figures" required autoFocus />;
}

/** What a screen is about. It takes the focus when the screen changes, so that who listens hears where she is. */
export function Heading({ children }: { readonly children: ReactNode }): ReactNode {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // A field that has taken it already keeps it.
    if (!heading.current?.closest("section")?.contains(document.activeElement)) heading.current?.focus();
  }, []);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children}
    </h1>
  );
}
