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
