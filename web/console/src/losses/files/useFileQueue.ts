import { useEffect, useReducer, useRef } from "react";
import type { Terms } from "../../api/report";
import { uploadCalls } from "../../api/upload";
import { EMPTY_QUEUE, type FileState, nextFile, type QueuedFile, reduceQueue } from "./queue";

/** Sends the files one after another and keeps what became of each. */
export function useFileQueue(terms: Partial<Terms>) {
  const [queue, act] = useReducer(reduceQueue, EMPTY_QUEUE);
  const running = useRef(new Map<number, AbortController>());
  const latest = useRef(terms);
  latest.current = terms;
  const next = nextFile(queue);
  useEffect(() => {
    if (!next || running.current.has(next.id)) return;
    const abort = new AbortController();
    running.current.set(next.id, abort);
    const move = (state: FileState) => act({ act: "move", id: next.id, state });
    void follow(next, latest.current, abort.signal, move).finally(() => running.current.delete(next.id));
  }, [next]);
  // Nobody waits for the answer once the page is left.
  useEffect(() => {
    const all = running.current;
    return () => all.forEach((abort) => abort.abort());
  }, []);
  const cancel = (id: number) => running.current.get(id)?.abort();
  return { queue, act, cancel };
}

async function follow(
  { file, mapping }: QueuedFile,
  terms: Partial<Terms>,
  signal: AbortSignal,
  move: (state: FileState) => void,
): Promise<void> {
  move({ at: "sending", bytes: 0 });
  try {
    const time_zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const answer = await uploadCalls(
      { file, mapping, terms, time_zone },
      {
        signal,
        onSent: (bytes) => move({ at: "sending", bytes }),
        onRead: (rows) => move({ at: "reading", rows }),
      },
    );
    move(answer.type === "report" ? { at: "done", report: answer.report, terms } : { at: "mapping", needed: answer });
  } catch (error) {
    move(signal.aborted ? { at: "cancelled" } : { at: "failed", error });
  }
}
