/** The report of the loss analyst as the server writes it (`crates/insight/src/report.rs`). Amounts are roubles. */

export interface Report {
  attempts: number;
  /** Different people behind the attempts, those left out by rule too. */
  people: number;
  served: number;
  rang_again: number;
  called_back: number;
  /** Episodes closed unserved: people lost. */
  unrecovered: number;
  /** Of those, the ones whose window is not over yet: they may still be won back. */
  still_open?: number;
  excluded: number;
  exclusions: { rule: string; calls: number }[];
  gross: { amount: number | null; missed_calls: number };
  net: Net | null;
  waterfall: WaterfallLine[];
  losses: LossLine[];
  metrics: Metric[];
  findings: Finding[];
  source: Source;
  rejected: RejectedRow[];
  /** Lost people by weekday (0 = Monday) and hour; empty when nothing was read. */
  when: number[][];
}

export interface RejectedRow {
  /** When there were several files. */
  file?: string;
  row: number;
  reason: string;
  text: string;
}

export interface Net {
  median: number;
  /** One in ten is below. */
  low: number;
  /** One in ten is above. */
  high: number;
}

export interface WaterfallLine {
  what: string;
  amount: number;
  count: number | null;
}

export interface LossLine {
  step: string;
  cause: string;
  people: number;
  net: number | null;
}

export interface Metric {
  name: string;
  value: number | null;
  unit: string;
  sample: number;
}

export interface Finding {
  kind: string;
  step: string;
  cause: string;
  people: number;
  net: number | null;
  when: number[][];
  who: [label: string, people: number][];
  numbers: [label: string, people: number][];
  /** Values of the sentence that `kind` makes. */
  proposal: [name: string, value: string][];
  predicted: { people: number; low: number; high: number; net: number | null } | null;
  /** Why nothing is predicted. */
  unpredicted?: string | null;
  confidence: string;
}

export interface Source {
  format: string;
  rows: number;
  doubled: number;
  /** Of those, rows that an earlier file had said. */
  overlapping?: number;
  rejected: number;
  calls: number;
  from: string | null;
  to: string | null;
  time_zone: string;
  cannot_tell: string[];
  too_little_for: string[];
  /** When there were several. */
  files?: SourceFile[];
}

export interface SourceFile {
  name: string;
  format: string;
  rows: number;
  calls: number;
  overlapping: number;
  rejected: number;
}

/** What one lost person costs: typed, since a file of calls does not know it. */
export interface Terms {
  p_served: number;
  p_unserved: number;
  cheque: number;
  margin: number;
}

/** The calculator's figures, when there is no file. */
export interface TypedFigures extends Terms {
  missed: number;
  people: number;
  spam: number;
  rang_again: number;
  called_back: number;
}

/** What a column of a table of calls may mean. */
export type Meaning =
  | "start"
  | "date"
  | "time_of_day"
  | "answer"
  | "end"
  | "from"
  | "to"
  | "client"
  | "own_number"
  | "direction"
  | "status"
  | "agent"
  | "queue"
  | "duration"
  | "talk"
  | "wait"
  | "call_id"
  | "ignored";

export interface Mapping {
  /** By place. */
  columns: Meaning[];
  date_order: "day_first" | "month_first";
  /** Rows above the first call. */
  heading_rows: number;
}

export interface MappingNeeded {
  /** Headings; empty texts where the table has none. */
  columns: string[];
  guess: { mapping: Mapping };
  sample: string[][];
}

/** Which of the files a line is about, from 1. */
interface OfFile {
  file: number;
  name: string;
}

/** The lines files of calls are answered with, in this order. */
export type FileLine =
  | ({ type: "progress"; rows: number; bytes: number } & OfFile)
  | { type: "report"; report: Report }
  | ({ type: "mapping_needed" } & MappingNeeded & OfFile)
  | ({ type: "problem"; title: string; status: number; code: string; detail?: string } & OfFile);
