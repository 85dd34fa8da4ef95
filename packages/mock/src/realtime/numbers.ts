/** The sockets in numbers, of an organization or of all. */
export interface RealtimeNumbers {
  readonly connections: number;
  readonly people: number;
  readonly topics: { topic: string; subscriptions: number }[];
  readonly eventsSent: number;
  readonly messagesSent: number;
}
