/** The limits of a document, and of a socket beside those of every socket. */
export const limits = {
  /** Operations that a document can come to. */
  cost: 1000,
  /** What asking about the schema costs, each time. */
  introspectionCost: 100,
  /** Fields that it selects, with its fragments written out. */
  fields: 500,
  /** Selections in selections, but for what asks about the schema. */
  depth: 12,
  tokens: 10_000,
  /** The longest text of a document, in bytes of a frame. */
  frameBytes: 131_072,
  /** Faults of one document that are told. */
  faults: 20,
  /** Documents that are kept under their hash, and as they were read. */
  documents: 500,
  /** A client that comes back sends all its subscriptions together, each with a question for its place. */
  framesAtOnce: 250,
} as const;
