import { Button } from "@mantine/core";
import { IconFileSpreadsheet, IconLock } from "@tabler/icons-react";
import type { TFunction } from "i18next";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiProblem } from "../../api/client";
import type { Terms } from "../../api/report";
import type { FileAsk } from "../../api/upload";
import { TERMS } from "../period";
import { ReportView } from "../report/ReportView";
import { AboutFiles } from "./AboutFiles";
import { aboutOf, emptyAbout } from "./about";
import type { ChosenFile } from "./batch";
import { FileList } from "./FileList";
import css from "./files.module.css";
import { MappingForm } from "./MappingForm";
import { RunLine } from "./RunLine";
import { useBatch } from "./useBatch";
import { useDropTarget } from "./useDropTarget";

interface FileSectionProps {
  terms: Partial<Terms>;
  title: string;
  lead: string;
  /** What is said of the money in the report. */
  termsNote?: string;
  /** Files have come, be it to a page that shows something else. */
  onFiles?: () => void;
}

/** Files of calls: where they are dropped, how far they are, and the report on all of them or a question about one. */
export function FileSection({ terms, title, lead, termsNote, onFiles }: FileSectionProps) {
  const { t } = useTranslation();
  const [about, setAbout] = useState(emptyAbout);
  const said = aboutOf(about);
  const ask = said && { terms, about: said };
  const { batch, act, cancel } = useBatch(ask);
  const add = (files: File[]) => {
    if (files.length === 0) return;
    act({ act: "add", files });
    onFiles?.();
  };
  const over = useDropTarget(add);
  const { run, counted } = batch;
  return (
    <>
      <section className={css.zone} data-over={over} aria-labelledby="files">
        <div>
          <h2 id="files">{title}</h2>
          <p className={css.lead}>{lead}</p>
          <Choose onChoose={add} />
          <p className={css.privacy}>
            <IconLock size={18} aria-hidden="true" />
            {t("files.privacy")}
          </p>
        </div>
        <Formats />
        <AboutFiles
          about={about}
          change={(part) => setAbout((before) => ({ ...before, ...part }))}
          refused={run.at === "failed" ? refusedFields(run.error) : []}
        />
        {batch.files.length > 0 && (
          <div className={css.batch}>
            <FileList batch={batch} act={act} />
            <RunLine batch={batch} blocked={ask === undefined} act={act} cancel={cancel} />
          </div>
        )}
      </section>
      {over && <p className={css.over}>{t("files.drop")}</p>}
      {run.at === "mapping" && (
        <MappingForm
          key={batch.attempt}
          name={batch.files.find((one) => one.id === run.id)?.file.name ?? ""}
          needed={run.needed}
          onCount={(mapping) => act({ act: "explain", id: run.id, mapping })}
        />
      )}
      {counted && (
        <>
          {termsNote && <p className={css.terms}>{termsNote}</p>}
          {run.at === "done" && ask && !isSame(counted.ask, ask) && (
            <p className={css.terms} role="status">
              {t("files.recount")}{" "}
              <Button variant="light" size="compact-sm" onClick={() => act({ act: "again" })}>
                {t("files.recount_button")}
              </Button>
            </p>
          )}
          <ReportView report={counted.report} name={nameOf(counted.files, t)} />
        </>
      )}
    </>
  );
}

function nameOf(files: ChosenFile[], t: TFunction): string {
  const name = files[0]?.file.name ?? "";
  return files.length > 1 ? t("files.named", { name, count: files.length - 1 }) : name;
}

const refusedFields = (error: unknown): string[] =>
  error instanceof ApiProblem ? (error.problem.errors ?? []).map((one) => one.field) : [];

const isSame = (one: FileAsk, other: FileAsk) =>
  TERMS.every((name) => one.terms[name] === other.terms[name]) &&
  (Object.keys(other.about) as (keyof FileAsk["about"])[]).every((name) => one.about[name] === other.about[name]);

/** The button is the field's label to a hand and the field itself to keys and screen readers. */
function Choose({ onChoose }: { onChoose: (files: File[]) => void }) {
  const { t } = useTranslation();
  const field = useRef<HTMLInputElement>(null);
  const take = (input: HTMLInputElement) => {
    onChoose([...(input.files ?? [])]);
    // The same file chosen again is a change too.
    input.value = "";
  };
  return (
    <p className={css.choose}>
      <Button size="md" leftSection={<IconFileSpreadsheet size={20} />} onClick={() => field.current?.click()}>
        {t("files.choose")}
      </Button>
      <input
        ref={field}
        type="file"
        hidden
        multiple
        accept=".csv,.txt,.tsv,.xlsx,.xls,.htm,.html"
        onChange={(event) => take(event.currentTarget)}
      />
      <span className={css.or}>{t("files.or")}</span>
    </p>
  );
}

const FORMATS = ["mango", "asterisk", "freepbx", "bitrix24", "uis", "any"] as const;

function Formats() {
  const { t } = useTranslation();
  return (
    <div className={css.formats}>
      <h3>{t("files.formats")}</h3>
      <ul>
        {FORMATS.map((one) => (
          <li key={one}>{t(`files.format.${one}`)}</li>
        ))}
      </ul>
    </div>
  );
}
