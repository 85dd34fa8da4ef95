import { Failure } from "../failure.ts";

/** Nothing was written: something is in the way. */
export class WriteRefused extends Failure {}
