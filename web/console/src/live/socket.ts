import type { LiveMessage } from "../api/types";

export type Link = "connecting" | "live" | "stale";

export interface LiveSocket {
  close(): void;
}

/** The server pings every 15 s: two silent periods and a little mean a dead line nobody told us of. */
const SILENCE_MS = 35_000;
const BACKOFF_MS_MIN = 500;
const BACKOFF_MS_MAX = 15_000;

/** Doubles with every failure; spread, so that a restarted server is not hit by everyone at once. */
export function backoff(attempt: number, random: number): number {
  const ceiling = Math.min(BACKOFF_MS_MAX, BACKOFF_MS_MIN * 2 ** attempt);
  return Math.round(ceiling * (0.5 + random / 2));
}

export function openLive(onMessage: (message: LiveMessage) => void, onLink: (link: Link) => void): LiveSocket {
  let closed = false;
  let attempt = 0;
  let socket: WebSocket | null = null;
  let silence: ReturnType<typeof setTimeout> | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;

  const heard = () => {
    clearTimeout(silence);
    silence = setTimeout(() => socket?.close(), SILENCE_MS);
  };

  const connect = () => {
    if (closed) return;
    clearTimeout(retry);
    socket = new WebSocket(liveAddress(location));
    socket.onopen = heard;
    socket.onmessage = (event) => {
      heard();
      const message = JSON.parse(String(event.data)) as LiveMessage;
      if (message.type === "snapshot") {
        attempt = 0;
        onLink("live");
      }
      onMessage(message);
    };
    socket.onclose = lost;
  };

  const lost = () => {
    clearTimeout(silence);
    if (closed) return;
    onLink("stale");
    retry = setTimeout(connect, backoff(attempt, Math.random()));
    attempt += 1;
  };

  // A laptop that wakes up must not wait out the backoff.
  const hurry = () => {
    if (socket?.readyState === WebSocket.CLOSED) connect();
  };

  window.addEventListener("online", hurry);
  onLink("connecting");
  connect();
  return {
    close() {
      closed = true;
      clearTimeout(silence);
      clearTimeout(retry);
      window.removeEventListener("online", hurry);
      socket?.close();
    },
  };
}

function liveAddress(page: Location): string {
  return `${page.protocol === "https:" ? "wss" : "ws"}://${page.host}/api/v1/live`;
}
