import { type ReactNode, useEffect, useState } from "react";
import { useRooms } from "../context.ts";
import { useAuth } from "../use-auth.ts";
import { type MockWorld, advanceClock, becomePerson, findWorld } from "./mock-control.ts";

/** Who to be, and what time it is: where the API is a mock. */
export function MockTab(): ReactNode {
  const { plinto } = useRooms();
  const { userId, signOut } = useAuth();
  const [world, setWorld] = useState<MockWorld | null | undefined>();
  const [message, setMessage] = useState("");
  useEffect(() => {
    const gone = new AbortController();
    void findWorld(plinto, gone.signal).then((found) => gone.signal.aborted || setWorld(found ?? null));
    return () => gone.abort();
  }, [plinto]);
  if (world === undefined) return <p>Asking whether this is a mock…</p>;
  if (world === null) return <p>This API is no mock, so nobody can be chosen and time goes by itself.</p>;

  const act = async (action: () => Promise<unknown>, done: string): Promise<void> => {
    try {
      await action();
      setMessage(done);
      setWorld((await findWorld(plinto)) ?? null);
    } catch (error) {
      setMessage((error as Error).message);
    }
  };
  return (
    <>
      <p role="status">{message}</p>
      <label>
        Be{" "}
        <select
          value={world.people.find(({ id }) => id === userId)?.name ?? ""}
          onChange={({ target: { value } }) => {
            const person = world.people.find(({ name }) => name === value);
            void (person ? act(() => becomePerson(plinto, person), `You are ${person.name}.`) : act(signOut, "You are nobody."));
          }}
        >
          <option value="">nobody</option>
          {world.people.map(({ name, email }) => (
            <option key={name} value={name}>
              {name} ({email})
            </option>
          ))}
        </select>
      </label>
      <p>
        It is <time>{world.clock.now}</time>.{" "}
        {["1m", "15m", "1h", "30d"].map((duration) => (
          <button key={duration} type="button" onClick={() => void act(() => advanceClock(plinto, duration), `It is ${duration} later.`)}>
            +{duration}
          </button>
        ))}
      </p>
    </>
  );
}
