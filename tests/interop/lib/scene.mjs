// What one case works with: a folder of its own, and everything it started, ended in reverse order whatever happens.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Thrown by a case that cannot run on this machine; it is told and counts as not run. */
export class NotHere extends Error {}

export class Scene {
  #undo = [];
  #told = [];

  constructor(folder) {
    this.folder = folder;
  }

  static async begin(name) {
    return new Scene(await mkdtemp(join(tmpdir(), `otklik-${name}-`)));
  }

  path(...parts) {
    return join(this.folder, ...parts);
  }

  /** Done when the case is over; the last thing begun is ended first. */
  atEnd(undo) {
    this.#undo.push(undo);
  }

  /** Shown when the case fails: the end of a log, a trace. */
  whenFailed(title, read) {
    this.#told.push({ title, read });
  }

  async evidence() {
    const parts = [];
    for (const { title, read } of this.#told) {
      const text = await Promise.resolve().then(read).catch((error) => String(error));
      if (text) parts.push(`--- ${title}\n${text}`);
    }
    return parts.join('\n');
  }

  async end() {
    for (const undo of this.#undo.reverse()) {
      await Promise.resolve().then(undo).catch((error) => console.error(`while ending: ${error}`));
    }
    if (process.env.OTKLIK_KEEP) console.log(`    kept ${this.folder}`);
    else await rm(this.folder, { recursive: true, force: true });
  }
}
