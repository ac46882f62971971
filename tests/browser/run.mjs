/**
 * Runs the browser scenarios: the console on its mock API, and on a real server when `real.mjs` is there.
 * A scenario module exports `run(test)` and calls `await test("what it shows", async () => …)` in turn.
 */
import { existsSync } from "node:fs";

const MODULES = ["./console.mjs", "./real.mjs"];

let passed = 0;
const failed = [];

async function test(name, body) {
  const started = performance.now();
  try {
    await body();
    passed += 1;
    console.log(
      `ok    ${name} (${Math.round(performance.now() - started)} ms)`,
    );
  } catch (error) {
    failed.push(name);
    console.log(`FAIL  ${name}\n${error.stack ?? error}`);
  }
}

const wanted = process.argv.slice(2);
for (const path of MODULES) {
  const module = new URL(path, import.meta.url);
  const named =
    wanted.length === 0 || wanted.some((word) => path.includes(word));
  if (!named || !existsSync(module)) continue;
  const { run } = await import(module.href);
  try {
    await run(test);
  } catch (error) {
    failed.push(path);
    console.log(`FAIL  ${path}: could not be run\n${error.stack ?? error}`);
  }
}
console.log(`${passed} passed, ${failed.length} failed`);
process.exit(failed.length === 0 && passed > 0 ? 0 : 1);
