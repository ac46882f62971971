import { ActionIcon } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import type { Dispatch } from "react";
import { useTranslation } from "react-i18next";
import { sayProblem } from "../../components/problem";
import type { Batch, BatchAct, ChosenFile } from "./batch";
import css from "./files.module.css";
import { fileSize } from "./size";

interface FileListProps {
  batch: Batch;
  act: Dispatch<BatchAct>;
}

/** The files counted together: each with what it brought, or what is wrong with it. */
export function FileList({ batch, act }: FileListProps) {
  const { t, i18n } = useTranslation();
  return (
    <ul className={css.list} aria-label={t("files.list")}>
      {batch.files.map((one, index) => (
        <li key={one.id} className={css.file} data-failed={isRefused(batch, one)}>
          <span className={css.fileName}>
            {one.file.name} <span className="muted">{fileSize(one.file.size, t, i18n.language)}</span>
          </span>
          <span className={css.fileState} role="status">
            <FileWords batch={batch} one={one} place={index + 1} />
          </span>
          <ActionIcon
            aria-label={t("files.remove", { name: one.file.name })}
            onClick={() => act({ act: "remove", id: one.id })}
          >
            <IconX size={18} />
          </ActionIcon>
        </li>
      ))}
    </ul>
  );
}

const isRefused = ({ run }: Batch, { id }: ChosenFile) => run.at === "failed" && run.id === id;

function FileWords({ batch, one, place }: { batch: Batch; one: ChosenFile; place: number }) {
  const { t } = useTranslation();
  const { run, counted } = batch;
  if (run.at === "failed" && run.id === one.id) return sayProblem(run.error, t);
  if (run.at === "mapping" && run.id === one.id) return t("files.state.mapping");
  if (run.at === "reading" && run.place === place) return t("files.rows", { count: run.rows });
  if (run.at !== "done" || !counted) return null;
  const read = counted.report.source.files?.[place - 1];
  if (!read) return t("files.state.done");
  const rows = t("report.counted.rows", { count: read.rows });
  if (read.overlapping === 0) return rows;
  return t("files.overlapping", { rows, count: read.overlapping });
}
