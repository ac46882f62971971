import type { RingVolume } from "../prefs/prefs";

/** One tab of this browser rings: whoever holds the lock. */
const LOCK = "otklik.ring";

/** A ring of two tones, then silence, as a desk phone here does (425 Hz family, chosen to be soft). */
const TONES_HZ = [523, 659];
const BURST_SECONDS = 0.9;
const PERIOD_MS = 3000;

/** Rings until the returned function is called, if no other tab already does. */
export function ringWhileHeld(volume: Exclude<RingVolume, "off">): () => void {
  const stop = new AbortController();
  const ring = () => ringUntil(stop.signal, volume === "on" ? 0.2 : 0.05);
  if (navigator.locks) {
    navigator.locks.request(LOCK, { signal: stop.signal }, ring).catch(() => undefined);
  } else {
    void ring();
  }
  return () => stop.abort();
}

function ringUntil(signal: AbortSignal, gain: number): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  const context = new AudioContext();
  burst(context, gain);
  const timer = setInterval(() => burst(context, gain), PERIOD_MS);
  return new Promise((done) => {
    signal.addEventListener("abort", () => {
      clearInterval(timer);
      void context.close();
      done();
    });
  });
}

function burst(context: AudioContext, volume: number): void {
  const start = context.currentTime;
  const gain = context.createGain();
  gain.connect(context.destination);
  gain.gain.setValueAtTime(0, start);
  gain.gain.linearRampToValueAtTime(volume, start + 0.05);
  gain.gain.setValueAtTime(volume, start + BURST_SECONDS - 0.2);
  gain.gain.linearRampToValueAtTime(0, start + BURST_SECONDS);
  for (const hertz of TONES_HZ) {
    const tone = context.createOscillator();
    tone.frequency.value = hertz;
    tone.connect(gain);
    tone.start(start);
    tone.stop(start + BURST_SECONDS);
  }
}
