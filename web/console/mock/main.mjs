/** `npm run mock`: the story plays by itself, one caller after another. */
import { startMock } from "./server.mjs";

const CALLERS = ["+79160000001", "+74950000050", "+74990000099"];
const PORT = 8089;
/** Time to look around before the first call, and between calls. */
const PAUSE_MS = 20_000;

const { url, world } = await startMock({ port: PORT });
console.log(`mock API on ${url}; log in as 101 with password doors-101`);

let next = 0;
setInterval(() => {
  if (world.calls.some((call) => call.state !== "ended")) return;
  world.ring(CALLERS[next % CALLERS.length]);
  next += 1;
}, PAUSE_MS);
