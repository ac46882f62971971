import { ApiProblem, address } from "./client";
import { LineReader } from "./lines";
import type { FileLine, Mapping, MappingNeeded, Report, Terms } from "./report";

export interface UploadAsk {
  file: File;
  terms: Partial<Terms>;
  time_zone: string;
  mapping?: Mapping;
}

export interface UploadWatch {
  /** Bytes of the file that have left this computer. */
  onSent: (bytes: number) => void;
  /** Rows the server has read. */
  onRead: (rows: number) => void;
  signal: AbortSignal;
}

export type UploadAnswer = { type: "report"; report: Report } | ({ type: "mapping_needed" } & MappingNeeded);

/** Sends a file of calls and follows how it is read. `fetch` cannot tell how much of a body was sent; this can. */
export function uploadCalls(ask: UploadAsk, watch: UploadWatch): Promise<UploadAnswer> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    let answer: UploadAnswer | undefined;
    const reader = new LineReader<FileLine>((line) => {
      if (line.type === "progress") watch.onRead(line.rows);
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
    request.open("POST", addressOf(ask));
    request.setRequestHeader("X-Requested-With", "otklik");
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.send(ask.file);
  });
}

function addressOf({ file, terms, time_zone, mapping }: UploadAsk): string {
  return address("/calculator/file", {
    name: file.name,
    time_zone,
    ...terms,
    mapping: mapping && JSON.stringify(mapping),
  });
}

const broken = () => new ApiProblem({ type: "about:blank", title: "unreachable", status: 0, code: "connection_cut" });

function refusal(request: XMLHttpRequest): ApiProblem {
  const { status } = request;
  try {
    const body = JSON.parse(request.responseText) as { title?: string; code?: string };
    const code = body.code ?? `http_${status}`;
    return new ApiProblem({ type: "about:blank", title: body.title ?? code, status, code }, body);
  } catch {
    return new ApiProblem({ type: "about:blank", title: "", status, code: `http_${status}` });
  }
}
