// Sends one OSC message with npm's osc and prints the first answer of its address.
//
// In: MODULES OUR_IP HOST PORT ADDRESS [TYPE VALUE]... Out: one line, the answer's arguments as JSON.
// Not here: what must come back. Invariant: ends within ten seconds.
import { createRequire } from "node:module";

const [modules, own, host, port, address, ...rest] = process.argv.slice(2);
const osc = createRequire(`${modules}/`)("osc");
const args = [];
for (let at = 0; at < rest.length; at += 2) {
  const type = rest[at];
  args.push({ type, value: type === "s" ? rest[at + 1] : Number(rest[at + 1]) });
}
const socket = new osc.UDPPort({
  localAddress: own, localPort: 0, remoteAddress: host, remotePort: Number(port), metadata: true,
});
socket.on("ready", () => {
  socket.send({ address, args });
  if (args.length > 0) setTimeout(() => process.exit(0), 50);
});
socket.on("message", (message) => {
  if (message.address !== address) return;
  console.log(JSON.stringify(message.args.map((argument) => argument.value)));
  process.exit(0);
});
setTimeout(() => process.exit(1), 10000);
socket.open();
