/** Why a tenant was left as it is. */
export class NotDone extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}
