// Waiting with a deadline. Nothing here sleeps for a fixed time: every wait ends as soon as what it waits for is there.

/** The promise, or an error that says what was waited for. */
export function within(promise, ms, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: not within ${ms} ms`)), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** Asks `probe` until it gives something truthy. For things that send no event: files, and pages of the API. */
export async function eventually(what, probe, ms = 10_000, everyMs = 50) {
  const deadline = Date.now() + ms;
  let last;
  for (;;) {
    try {
      const found = await probe();
      if (found) return found;
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline) throw new Error(`${what}: not within ${ms} ms`, { cause: last });
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}

/** Things that arrive, with the time they did: they can be looked for afterwards or waited for. */
export class Arrivals {
  #items = [];
  #waiting = new Set();
  #closed;

  /** Whoever waits looks at what is new only: with hundreds of calls, looking at everything again would be slower than the server. */
  add(item) {
    const position = this.#items.push(item) - 1;
    for (const waiting of [...this.#waiting]) waiting.look(item, position);
  }

  /** No more will come; whoever still waits is told why. */
  close(reason) {
    this.#closed ??= reason;
    for (const waiting of [...this.#waiting]) waiting.giveUp(this.#closed);
  }

  all(matches = () => true) {
    return this.#items.filter(matches);
  }

  get length() {
    return this.#items.length;
  }

  /** The first item from position `from` on that matches. */
  first(matches, { ms = 10_000, what = 'an arrival', from = 0 } = {}) {
    let waiting;
    const found = new Promise((resolve, reject) => {
      const giveUp = (reason) => reject(new Error(`${what}: ${reason}`));
      const look = (item, position) => position >= from && matches(item) && resolve(item);
      waiting = { look, giveUp };
      const present = this.#items.slice(from).find(matches);
      if (present !== undefined) resolve(present);
      else if (this.#closed) giveUp(this.#closed);
      else this.#waiting.add(waiting);
    });
    return within(found, ms, what).finally(() => this.#waiting.delete(waiting));
  }
}
