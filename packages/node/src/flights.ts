/** Lets those who ask for the same at the same time share one answer. */
export function createFlights<T>(): (key: string, ask: () => Promise<T>) => Promise<T> {
  const flights = new Map<string, Promise<T>>();
  return (key, ask) => {
    let flight = flights.get(key);
    if (!flight) {
      flight = ask().finally(() => flights.delete(key));
      flights.set(key, flight);
    }
    return flight;
  };
}
