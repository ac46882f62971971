import type { Mapping, MappingNeeded, Report, Terms } from "../../api/report";

export type FileState =
  | { at: "waiting" }
  | { at: "sending"; bytes: number }
  | { at: "reading"; rows: number }
  | { at: "mapping"; needed: MappingNeeded }
  | { at: "done"; report: Report; terms: Partial<Terms> }
  | { at: "failed"; error: unknown }
  | { at: "cancelled" };

export interface QueuedFile {
  id: number;
  file: File;
  mapping?: Mapping;
  state: FileState;
}

export interface Queue {
  files: QueuedFile[];
  /** The one whose report or question is on the page. */
  shown: number | undefined;
}

export type QueueAct =
  | { act: "add"; files: File[] }
  | { act: "move"; id: number; state: FileState }
  | { act: "again"; id: number; mapping?: Mapping }
  | { act: "remove"; id: number }
  | { act: "show"; id: number };

export const EMPTY_QUEUE: Queue = { files: [], shown: undefined };

/** Files wait in the order they came; what has something to say last is shown. */
export function reduceQueue(queue: Queue, act: QueueAct): Queue {
  switch (act.act) {
    case "add":
      return { ...queue, files: [...queue.files, ...numbered(act.files, queue)] };
    case "move": {
      const speaks = act.state.at === "done" || act.state.at === "mapping";
      return { files: changed(queue, act.id, { state: act.state }), shown: speaks ? act.id : queue.shown };
    }
    case "again": {
      const mapping = act.mapping ?? queue.files.find((one) => one.id === act.id)?.mapping;
      return { ...queue, files: changed(queue, act.id, { state: { at: "waiting" }, mapping }) };
    }
    case "remove": {
      const files = queue.files.filter((one) => one.id !== act.id);
      const last = files.findLast((one) => one.state.at === "done");
      return { files, shown: queue.shown === act.id ? last?.id : queue.shown };
    }
    case "show":
      return { ...queue, shown: act.id };
  }
}

export const isRunning = ({ state }: QueuedFile) => state.at === "sending" || state.at === "reading";

/** The file to begin with now: one at a time, the first that waits. */
export function nextFile(queue: Queue): QueuedFile | undefined {
  if (queue.files.some(isRunning)) return undefined;
  return queue.files.find((one) => one.state.at === "waiting");
}

function numbered(files: File[], queue: Queue): QueuedFile[] {
  const last = Math.max(0, ...queue.files.map((one) => one.id));
  return files.map((file, index) => ({ id: last + index + 1, file, state: { at: "waiting" } }));
}

function changed(queue: Queue, id: number, part: Partial<QueuedFile>): QueuedFile[] {
  return queue.files.map((one) => (one.id === id ? { ...one, ...part } : one));
}
