// A program under test or beside it: its output, its end, and no way to leave it behind.

import { spawn } from 'node:child_process';
import { within } from './deadline.mjs';

const TAIL = 3000;

export class Running {
  output = '';
  #waiting = new Set();

  constructor(name, child) {
    this.name = name;
    this.child = child;
    this.pid = child.pid;
    this.ended = new Promise((resolve) => {
      child.once('error', (error) => resolve({ code: null, signal: null, error }));
      child.once('close', (code, signal) => resolve({ code, signal }));
    });
    this.ended.then((end) => {
      this.end = end;
      for (const look of [...this.#waiting]) look();
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text) => {
        this.output += text;
        for (const look of [...this.#waiting]) look();
      });
    }
  }

  /** Starts a program that is killed at the end of the scene, unless it ended by then. */
  static start(scene, name, command, args, options = {}) {
    const child = spawn(command, args.map(String), { cwd: scene.folder, stdio: ['ignore', 'pipe', 'pipe'], ...options });
    const running = new Running(name, child);
    scene.atEnd(() => running.kill());
    scene.whenFailed(`${name}, its last words`, () => running.output.slice(-TAIL));
    return running;
  }

  /** The first match in what it said so far or says within the time. */
  said(pattern, ms = 10_000) {
    let look;
    const found = new Promise((resolve, reject) => {
      look = () => {
        const match = this.output.match(pattern);
        if (match) resolve(match);
        else if (this.end) reject(new Error(`${this.name} ended (${JSON.stringify(this.end)}) without saying ${pattern}:\n${this.output.slice(-TAIL)}`));
      };
      this.#waiting.add(look);
      look();
    });
    return within(found, ms, `${this.name} saying ${pattern}`).finally(() => this.#waiting.delete(look));
  }

  /** Waits for its end; gives the exit code. */
  async exit(ms = 30_000) {
    const { code, signal, error } = await within(this.ended, ms, `the end of ${this.name}`);
    if (error) throw error;
    return code ?? signal;
  }

  async stop(ms = 10_000, signal = 'SIGTERM') {
    if (!this.end) this.child.kill(signal);
    return this.exit(ms);
  }

  async kill() {
    if (!this.end) this.child.kill('SIGKILL');
    await this.ended;
  }
}
