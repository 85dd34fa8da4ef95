import { auth } from "../../plinto.js";

export default async function Who() {
  const who = await auth();
  return <p>{who.status === "signed-in" ? who.userId : who.status}</p>;
}
