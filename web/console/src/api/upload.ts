import { ApiProblem, type Refusal, address } from "./client";
import { LineReader } from "./lines";
import type { FileLine, Mapping, Terms } from "./report";

/** What files do not say of themselves. */
export interface FileAbout {
  format?: string;
  time_zone?: string;
  /** Numbers by commas. */
  own?: string;
  staff?: string;
  spam?: string;
}

/** What is asked of all files together. */
export interface FileAsk {
  terms: Partial<Terms>;
  about: FileAbout;
}

interface SentFile {
  file: File;
  mapping?: Mapping;
}

export interface UploadWatch {
  /** Bytes that have left this computer. */
  onSent: (bytes: number) => void;
  /** Rows the server has read of a file, counted from 1. */
  onRead: (place: number, rows: number) => void;
  signal: AbortSignal;
}

export type UploadAnswer = Extract<FileLine, { type: "report" | "mapping_needed" }>;

/** Sends files of calls and follows how they are read. `fetch` cannot tell how much of a body was sent; this can. */
export function uploadCalls(files: SentFile[], ask: FileAsk, watch: UploadWatch): Promise<UploadAnswer> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    let answer: UploadAnswer | undefined;
    const reader = new LineReader<FileLine>((line) => {
      if (line.type === "progress") watch.onRead(line.file, line.rows);
      else if (line.type === "problem") reject(new ApiProblem({ ...line, type: "about:blank" }));
      else answer = line;
    });
    let seen = 0;
    const read = () => {
      const text = request.responseText;
      reader.push(text.slice(seen));
      seen = text.length;
    };
    // A line that is no JSON is a broken answer, not a broken page.
    const guarded = (act: () => void) => () => {
      try {
        act();
      } catch {
        reject(broken());
      }
    };
    request.upload.onprogress = (event) => watch.onSent(event.loaded);
    request.onprogress = guarded(() => request.status < 400 && read());
    request.onload = guarded(() => {
      if (request.status >= 400) return reject(refusal(request));
      read();
      reader.end();
      return answer ? resolve(answer) : reject(broken());
    });
    request.onerror = () => reject(broken());
    request.onabort = () => reject(new DOMException("cancelled", "AbortError"));
    watch.signal.addEventListener("abort", () => request.abort(), { once: true });
    request.open("POST", address("/calculator/file", { ...ask.about, ...ask.terms }));
    request.setRequestHeader("X-Requested-With", "otklik");
    request.send(formOf(files));
  });
}

/** What the columns of a file mean stands before it, so that the server can read while it comes. */
function formOf(files: SentFile[]): FormData {
  const form = new FormData();
  for (const { file, mapping } of files) {
    if (mapping) form.append("mapping", JSON.stringify(mapping));
    form.append("file", file);
  }
  return form;
}

const broken = () => new ApiProblem({ type: "about:blank", title: "unreachable", status: 0, code: "connection_cut" });

function refusal(request: XMLHttpRequest): ApiProblem {
  const { status } = request;
  try {
    const body = JSON.parse(request.responseText) as Partial<Refusal>;
    const code = body.code ?? `http_${status}`;
    return new ApiProblem({ ...body, type: "about:blank", title: body.title ?? code, status, code });
  } catch {
    return new ApiProblem({ type: "about:blank", title: "", status, code: `http_${status}` });
  }
}
