/** What the environment of the process says. */
export interface Settings {
  /** Where Plinto stands, and who issues its tokens: `https://api.example.com`. */
  readonly plintoUrl: string;
  /** `sk_…`: with it the API reads who is a member when it starts. */
  readonly secretKey: string;
  /** `whsec_…` of the webhook endpoint that points here. */
  readonly webhookSecret: string;
  /** The port to listen on. 3000 when absent. */
  readonly port: number;
  /** The folder of the database. In memory when absent. */
  readonly dataFolder: string | undefined;
}

/** Reads the settings, and names what is missing. */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const required = (name: string): string => {
    const value = environment[name];
    if (!value) throw new Error(`The environment variable ${name} is missing: the README says what it is.`);
    return value;
  };
  const port = Number(environment["PORT"] ?? 3000);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error("The environment variable PORT has to be a port.");
  return {
    plintoUrl: required("PLINTO_URL"),
    secretKey: required("PLINTO_SECRET_KEY"),
    webhookSecret: required("PLINTO_WEBHOOK_SECRET"),
    port,
    dataFolder: environment["DATA_FOLDER"],
  };
}
