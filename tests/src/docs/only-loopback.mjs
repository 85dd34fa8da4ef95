// Preloaded into a program: every connection that leaves this machine is refused, loudly.
import dns from "node:dns";
import net from "node:net";

const connect = net.Socket.prototype.connect;
const isLoopback = (host) => host === undefined || /^(?:localhost|127\.\d+\.\d+\.\d+|::1)$/.test(host);

function refuse(host) {
  process.stderr.write(`left the machine: ${host}\n`);
  process.exit(70);
}

net.Socket.prototype.connect = function (...args) {
  const [first, second] = Array.isArray(args[0]) ? args[0] : args;
  const host = typeof first === "object" ? first.host : typeof second === "string" ? second : undefined;
  if (!isLoopback(host)) refuse(host);
  return connect.apply(this, args);
};

const lookup = dns.lookup;
dns.lookup = (host, ...rest) => (isLoopback(host) ? lookup(host, ...rest) : refuse(host));
