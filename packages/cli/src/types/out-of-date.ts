import { Failure } from "../failure.ts";

/** A file that was to be up to date is not. */
export class OutOfDate extends Failure {}
