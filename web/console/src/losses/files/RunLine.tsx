import { Button, Progress } from "@mantine/core";
import type { Dispatch } from "react";
import { useTranslation } from "react-i18next";
import { sayProblem } from "../../components/problem";
import { type Batch, type BatchAct, bytesOf, isRunning } from "./batch";
import css from "./files.module.css";
import { fileSize } from "./size";

interface RunLineProps {
  batch: Batch;
  /** Something about the files has to be put right before they can be counted. */
  blocked: boolean;
  act: Dispatch<BatchAct>;
  cancel: () => void;
}

/** How far all files together are, and what can be done about it. */
export function RunLine({ batch, blocked, act, cancel }: RunLineProps) {
  const { t } = useTranslation();
  const { run, files } = batch;
  const running = isRunning(run) && !blocked;
  const stopped = run.at === "cancelled" || (run.at === "failed" && run.id === undefined);
  const size = Math.max(1, bytesOf(files));
  return (
    <div className={css.run} data-failed={run.at === "failed"}>
      <p className={css.fileState} role="status">
        {blocked && run.at === "waiting" ? t("files.state.fix") : <RunWords batch={batch} />}
      </p>
      {stopped && (
        <Button variant="default" size="xs" onClick={() => act({ act: "again" })}>
          {t("files.again")}
        </Button>
      )}
      {running && (
        <Button variant="default" size="xs" onClick={cancel}>
          {t("files.cancel")}
        </Button>
      )}
      {running && (
        <Progress
          className={css.progress}
          value={run.at === "sending" ? (100 * run.bytes) / size : run.at === "reading" ? 100 : 0}
          striped={run.at === "reading"}
          aria-label={t("files.progress")}
          transitionDuration={100}
        />
      )}
    </div>
  );
}

function RunWords({ batch: { run, files } }: { batch: Batch }) {
  const { t, i18n } = useTranslation();
  const size = bytesOf(files);
  switch (run.at) {
    case "sending": {
      // All of it is there; the server has not told of the first rows yet.
      if (run.bytes >= size) return t("files.state.reading");
      const sent = fileSize(Math.min(run.bytes, size), t, i18n.language);
      return t("files.state.sending", { sent, size: fileSize(size, t, i18n.language) });
    }
    case "reading":
      return t("files.state.reading");
    case "failed":
      if (run.id === undefined) return sayProblem(run.error, t);
      return files.length > 1 ? t("files.state.refused") : null;
    case "waiting":
    case "cancelled":
      return t(`files.state.${run.at}`);
    default:
      return null;
  }
}
