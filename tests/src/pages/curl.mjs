/** As much of curl as the landing page's snippet uses, for machines that have none: -s, -H and -d. */
const headers = new Headers();
let url;
let body;
const args = process.argv.slice(2);
for (let index = 0; index < args.length; index += 1) {
  const arg = args[index];
  if (arg === "-s") continue;
  if (arg === "-H") {
    const [name, ...value] = args[(index += 1)].split(":");
    headers.set(name, value.join(":").trim());
  } else if (arg === "-d") body = args[(index += 1)];
  else if (arg.startsWith("-")) throw new Error(`this curl does not know ${arg}`);
  else url = arg;
}
const response = await fetch(url, { method: body === undefined ? "GET" : "POST", headers, body });
process.stdout.write(await response.text());
