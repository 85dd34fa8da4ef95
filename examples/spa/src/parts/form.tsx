import { type ComponentProps, type ReactNode, useId } from "react";

/** What was entered: the text of a field, or all that was ticked under a name. */
export interface Values {
  (name: string): string;
  readonly all: (name: string) => string[];
}

/** Properties of {@link Form}. */
export interface FormProps {
  /** Called with what was entered. */
  readonly onSubmit: (values: Values, form: HTMLFormElement) => unknown;
  readonly label?: string;
  readonly className?: string;
  readonly children: ReactNode;
}

/** A form that hands over what was entered, and keeps it when the answer is no. */
export function Form({ onSubmit, label, className = "form", children }: FormProps): ReactNode {
  const read = (form: HTMLFormElement): Values => {
    const data = new FormData(form);
    const all = (name: string): string[] => data.getAll(name).filter((value) => typeof value === "string");
    return Object.assign((name: string) => all(name)[0]?.trim() ?? "", { all });
  };
  return (
    <form
      className={className}
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit(read(event.currentTarget), event.currentTarget);
      }}
      {...(label && { "aria-label": label })}
    >
      {children}
    </form>
  );
}

/** An input with its label. */
export function Field({ label, hint, ...input }: ComponentProps<"input"> & { readonly label: string; readonly hint?: string }): ReactNode {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input id={id} {...(hint && { "aria-describedby": `${id}-hint` })} {...input} />
      {hint && <small id={`${id}-hint`}>{hint}</small>}
    </div>
  );
}

/** A choice of one, with its label. */
export function Choice({
  label,
  options,
  ...select
}: ComponentProps<"select"> & { readonly label: string; readonly options: Readonly<Record<string, string>> }): ReactNode {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select id={id} {...select}>
        {Object.entries(options).map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}

/** A box to tick. */
export function Check({ label, ...input }: ComponentProps<"input"> & { readonly label: ReactNode }): ReactNode {
  return (
    <label className="check">
      <input type="checkbox" {...input} /> <span>{label}</span>
    </label>
  );
}
