import { useEffect, useReducer, useRef } from "react";
import { ApiProblem } from "../../api/client";
import { type FileAsk, uploadCalls } from "../../api/upload";
import { type Batch, type BatchAct, EMPTY_BATCH, reduceBatch, type Run } from "./batch";

/** Sends the files together and keeps what became of them; waits while there is nothing to ask by. */
export function useBatch(ask: FileAsk | undefined) {
  const [batch, act] = useReducer(reduceBatch, EMPTY_BATCH);
  const running = useRef<AbortController>(undefined);
  // A changed batch, or a page left: nobody waits for the answer any more.
  useEffect(() => () => running.current?.abort(), [batch.attempt]);
  const ready = batch.run.at === "waiting" && ask !== undefined;
  useEffect(() => {
    if (!ready || !ask) return;
    running.current = new AbortController();
    void follow(batch, ask, running.current.signal, act);
    // Begins once when all is there; what is asked meanwhile is for the next time.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [ready, batch.attempt]);
  return { batch, act, cancel: () => running.current?.abort() };
}

async function follow(
  { files, attempt }: Batch,
  ask: FileAsk,
  signal: AbortSignal,
  act: (act: BatchAct) => void,
): Promise<void> {
  const move = (run: Run) => act({ act: "move", attempt, run });
  const idAt = (place: unknown) => (typeof place === "number" ? files[place - 1]?.id : undefined);
  move({ at: "sending", bytes: 0 });
  try {
    const answer = await uploadCalls(files, ask, {
      signal,
      onSent: (bytes) => move({ at: "sending", bytes }),
      onRead: (place, rows) => move({ at: "reading", place, rows }),
    });
    if (answer.type === "report") act({ act: "report", attempt, counted: { report: answer.report, files, ask } });
    else move({ at: "mapping", id: idAt(answer.file) ?? 0, needed: answer });
  } catch (error) {
    if (signal.aborted) return move({ at: "cancelled" });
    move({ at: "failed", error, id: error instanceof ApiProblem ? idAt(error.problem.file) : undefined });
  }
}
