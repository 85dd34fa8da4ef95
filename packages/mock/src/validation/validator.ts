/** A fault as the generated validators report it. */
export interface ValidatorFault {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** A generated validator: true, or false with its faults on itself until the next call. */
export interface Validator {
  (value: unknown): boolean;
  errors?: readonly ValidatorFault[] | null;
}

/** Notes a fault; the list is made with the first one. Called by the generated validators. */
export function addFault(faults: ValidatorFault[] | null, instancePath: string, keyword: string, params: Readonly<Record<string, unknown>>): ValidatorFault[] {
  const fault = { instancePath, keyword, params };
  if (faults === null) return [fault];
  faults.push(fault);
  return faults;
}

/** Notes that a property is missing. Called by the generated validators. */
export function addMissing(faults: ValidatorFault[] | null, instancePath: string, missingProperty: string): ValidatorFault[] {
  return addFault(faults, instancePath, "required", { missingProperty });
}

/** Notes a property that the schema does not know. Called by the generated validators. */
export function addUnknown(faults: ValidatorFault[] | null, instancePath: string, additionalProperty: string): ValidatorFault[] {
  return addFault(faults, instancePath, "additionalProperties", { additionalProperty });
}

/** Notes a value of a wrong type. Called by the generated validators. */
export function addMistyped(faults: ValidatorFault[] | null, instancePath: string, type: string | readonly string[]): ValidatorFault[] {
  return addFault(faults, instancePath, "type", { type });
}

/** How many faults there are. Called by the generated validators. */
export function lengthOf(faults: readonly ValidatorFault[] | null): number {
  return faults === null ? 0 : faults.length;
}

/**
 * A generated validator from a function that adds the faults of a value to those so far.
 *
 * @param find gives the faults back, null while there are none; its place is told in two parts, joined only for a fault
 */
export function validator(find: (value: unknown, faults: ValidatorFault[] | null, at: string, below: string) => ValidatorFault[] | null): Validator {
  const validate: Validator = (value) => {
    validate.errors = find(value, null, "", "");
    return validate.errors === null;
  };
  return validate;
}
