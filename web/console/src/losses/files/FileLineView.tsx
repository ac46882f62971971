import { ActionIcon, Button, Progress } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import type { Dispatch } from "react";
import { useTranslation } from "react-i18next";
import { sayProblem } from "../../components/problem";
import css from "./files.module.css";
import { type FileState, isRunning, type QueueAct, type QueuedFile } from "./queue";
import { fileSize } from "./size";

interface FileLineViewProps {
  queued: QueuedFile;
  shown: boolean;
  act: Dispatch<QueueAct>;
  cancel: (id: number) => void;
}

/** One file: what it is, how far it is, what can be done with it now. */
export function FileLineView({ queued, shown, act, cancel }: FileLineViewProps) {
  const { t, i18n } = useTranslation();
  const { id, file, state } = queued;
  const running = isRunning(queued);
  const stopped = state.at === "failed" || state.at === "cancelled";
  return (
    <li className={css.file} data-at={state.at}>
      <span className={css.fileName}>
        {file.name} <span className="muted">{fileSize(file.size, t, i18n.language)}</span>
      </span>
      <span className={css.fileState} role="status">
        <StateWords state={state} size={file.size} />
      </span>
      <span className={css.fileButtons}>
        {state.at === "done" && !shown && (
          <Button variant="default" size="xs" onClick={() => act({ act: "show", id })}>
            {t("files.show")}
          </Button>
        )}
        {stopped && (
          <Button variant="default" size="xs" onClick={() => act({ act: "again", id })}>
            {t("files.again")}
          </Button>
        )}
        {running ? (
          <Button variant="default" size="xs" onClick={() => cancel(id)}>
            {t("files.cancel")}
          </Button>
        ) : (
          <ActionIcon aria-label={t("files.remove", { name: file.name })} onClick={() => act({ act: "remove", id })}>
            <IconX size={18} />
          </ActionIcon>
        )}
      </span>
      {running && (
        <Progress
          className={css.progress}
          value={state.at === "sending" ? (100 * state.bytes) / Math.max(1, file.size) : 100}
          striped={state.at === "reading"}
          aria-label={t("files.progress", { name: file.name })}
          transitionDuration={100}
        />
      )}
    </li>
  );
}

function StateWords({ state, size }: { state: FileState; size: number }) {
  const { t, i18n } = useTranslation();
  switch (state.at) {
    case "sending": {
      // All of it is there; the server has not told of the first rows yet.
      if (state.bytes >= size) return t("files.state.reading");
      const sent = fileSize(Math.min(state.bytes, size), t, i18n.language);
      return t("files.state.sending", { sent, size: fileSize(size, t, i18n.language) });
    }
    case "reading":
      return t("files.rows", { count: state.rows });
    case "failed":
      return sayProblem(state.error, t);
    default:
      return t(`files.state.${state.at}`);
  }
}
