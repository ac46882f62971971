// Real neighbours (sipp, baresip) against a running server. `node run.mjs [word]…` runs the cases with such a word in their names.
// OTKLIK_BIN names the program; OTKLIK_KEEP=1 keeps the folders of the cases.

import { accessSync, constants, readdirSync } from 'node:fs';
import { NotHere, Scene } from './lib/scene.mjs';
import { OTKLIK } from './lib/server.mjs';
import { within } from './lib/deadline.mjs';

const CASE_MS = 180_000;

async function load() {
  const folder = new URL('./cases/', import.meta.url);
  const cases = [];
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.mjs')).sort()) {
    const module = await import(new URL(file, folder));
    const area = file.replace('.mjs', '');
    for (const [name, run] of Object.entries(module.default)) cases.push({ name: `${area}: ${name}`, area, run });
  }
  return cases;
}

async function runOne({ name, area, run }) {
  const scene = await Scene.begin(area);
  const began = Date.now();
  const seconds = () => `${((Date.now() - began) / 1000).toFixed(1)} s`;
  try {
    await within(run(scene), CASE_MS, name);
    console.log(`ok       ${name} (${seconds()})`);
    return 'passed';
  } catch (error) {
    if (error instanceof NotHere) {
      console.log(`not run  ${name}: ${error.message}`);
      return 'notRun';
    }
    console.log(`FAILED   ${name} (${seconds()})\n${error?.stack ?? error}`);
    if (error?.cause) console.log(`because: ${error.cause?.stack ?? error.cause}`);
    console.log(await scene.evidence());
    return 'failed';
  } finally {
    await scene.end();
  }
}

accessSync(OTKLIK, constants.X_OK);
const words = process.argv.slice(2);
const counts = { passed: 0, failed: 0, notRun: 0 };
for (const one of await load()) {
  if (words.length > 0 && !words.some((word) => one.name.includes(word))) continue;
  counts[await runOne(one)] += 1;
}
if (counts.notRun > 0) console.log(`${counts.notRun} not run here`);
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exit(counts.failed === 0 && counts.passed > 0 ? 0 : 1);
