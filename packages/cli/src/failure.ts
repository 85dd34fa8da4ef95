/** A command did not do what it was asked for, and the message says why. */
export class Failure extends Error {}
