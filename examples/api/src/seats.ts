import type { Transaction } from "@electric-sql/pglite";

/** What was heard of a membership. */
export interface Membership {
  readonly organizationId: string;
  readonly userId: string;
  readonly name: string;
  readonly isMember: boolean;
  /** Counts what happened in the organization: of two changes the one with the higher number is the later. */
  readonly sequence: number;
}

/** Somebody who takes a seat. */
export interface Seat {
  readonly userId: string;
  readonly name: string;
}

/** What a seat costs a month. */
const centsPerSeat = 900;

/**
 * Takes or frees a seat and books the difference. A booking is never written again by the same event, since it is written
 * in the transaction that remembers the event; an event that comes late, after a newer one, changes nothing.
 */
export async function recordMembership(tx: Transaction, { organizationId, userId, name, isMember, sequence }: Membership): Promise<void> {
  const { rows } = await tx.query<{ occupied: boolean; sequence: string | number }>(
    "select occupied, sequence from seats where organization_id = $1 and user_id = $2 for update",
    [organizationId, userId],
  );
  const before = rows[0];
  if (before && Number(before.sequence) >= sequence) return;
  await tx.query(
    `insert into seats (organization_id, user_id, name, occupied, sequence) values ($1, $2, $3, $4, $5)
     on conflict (organization_id, user_id) do update set name = excluded.name, occupied = excluded.occupied, sequence = excluded.sequence`,
    [organizationId, userId, name, isMember, sequence],
  );
  if ((before?.occupied ?? false) === isMember) return;
  await tx.query("insert into bookings (organization_id, user_id, change) values ($1, $2, $3)", [organizationId, userId, isMember ? 1 : -1]);
}

/** Who takes a seat, by name. */
export async function listSeats(tx: Transaction, organizationId: string): Promise<Seat[]> {
  const { rows } = await tx.query<Seat>(`select user_id as "userId", name from seats where organization_id = $1 and occupied order by name, user_id`, [
    organizationId,
  ]);
  return rows;
}

/** What the organization pays a month, by what was booked. */
export async function billOf(tx: Transaction, organizationId: string): Promise<{ seats: number; cents: number }> {
  const { rows } = await tx.query<{ seats: number }>("select coalesce(sum(change), 0)::int as seats from bookings where organization_id = $1", [
    organizationId,
  ]);
  const seats = rows[0]?.seats ?? 0;
  return { seats, cents: seats * centsPerSeat };
}
