/** How large the parts of a policy may be: whoever writes one may mean harm. */
export const limits = {
  actions: 100,
  resources: 100,
  subjects: 1_000,
  /** Conditions of a policy, those inside others included. */
  conditions: 200,
  /** How deep conditions stand inside others. */
  depth: 10,
  ranges: 1_000,
  /** Values that an attribute is compared with. */
  values: 1_000,
  /** Characters of one value. */
  text: 1_024,
  /** Characters of a path to an attribute. */
  path: 255,
  obligations: 20,
  /** Members and elements of the parameters of one obligation. */
  parameters: 200,
  priority: 1_000,
  /** Seconds of `authentication_age`: a year. */
  ageSeconds: 31_536_000,
  /** Diagnostics of one document. */
  diagnostics: 100,
} as const;
