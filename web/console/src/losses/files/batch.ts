import type { Mapping, MappingNeeded, Report } from "../../api/report";
import type { FileAsk } from "../../api/upload";

export interface ChosenFile {
  id: number;
  file: File;
  /** What its columns mean, told once. */
  mapping?: Mapping;
}

/** How far the counting of all files together is. */
export type Run =
  | { at: "none" }
  | { at: "waiting" }
  | { at: "sending"; bytes: number }
  | { at: "reading"; place: number; rows: number }
  | { at: "mapping"; id: number; needed: MappingNeeded }
  | { at: "done" }
  | { at: "failed"; error: unknown; id?: number }
  | { at: "cancelled" };

/** A report, the files it is about and what was asked of them. */
export interface Counted {
  report: Report;
  files: ChosenFile[];
  ask: FileAsk;
}

/** Files of one company: they may overlap, so they are counted together. */
export interface Batch {
  files: ChosenFile[];
  run: Run;
  /** Every change of the files begins anew; what an earlier attempt says is too late. */
  attempt: number;
  /** Stays while the next one is being counted. */
  counted: Counted | undefined;
}

export type BatchAct =
  | { act: "add"; files: File[] }
  | { act: "remove"; id: number }
  | { act: "explain"; id: number; mapping: Mapping }
  | { act: "again" }
  | { act: "move"; attempt: number; run: Run }
  | { act: "report"; attempt: number; counted: Counted };

export const EMPTY_BATCH: Batch = { files: [], run: { at: "none" }, attempt: 0, counted: undefined };

export function reduceBatch(batch: Batch, act: BatchAct): Batch {
  switch (act.act) {
    case "add":
      return begun(batch, [...batch.files, ...numbered(act.files, batch)]);
    case "remove": {
      const files = batch.files.filter((one) => one.id !== act.id);
      return files.length > 0 ? begun(batch, files) : { ...EMPTY_BATCH, attempt: batch.attempt + 1 };
    }
    case "explain":
      return begun(
        batch,
        batch.files.map((one) => (one.id === act.id ? { ...one, mapping: act.mapping } : one)),
      );
    case "again":
      return begun(batch, batch.files);
    case "move": {
      if (act.attempt !== batch.attempt) return batch;
      const over = act.run.at === "mapping" || act.run.at === "failed";
      return { ...batch, run: act.run, counted: over ? undefined : batch.counted };
    }
    case "report":
      return act.attempt === batch.attempt ? { ...batch, run: { at: "done" }, counted: act.counted } : batch;
  }
}

export const isRunning = (run: Run) => run.at === "waiting" || run.at === "sending" || run.at === "reading";

export const bytesOf = (files: ChosenFile[]) => files.reduce((sum, { file }) => sum + file.size, 0);

function begun(batch: Batch, files: ChosenFile[]): Batch {
  return { ...batch, files, run: { at: "waiting" }, attempt: batch.attempt + 1 };
}

function numbered(files: File[], batch: Batch): ChosenFile[] {
  const last = Math.max(0, ...batch.files.map((one) => one.id));
  return files.map((file, index) => ({ id: last + index + 1, file }));
}
