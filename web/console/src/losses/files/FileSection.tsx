import { Button } from "@mantine/core";
import { IconFileSpreadsheet, IconLock } from "@tabler/icons-react";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Terms } from "../../api/report";
import { ReportView } from "../report/ReportView";
import { FileLineView } from "./FileLineView";
import css from "./files.module.css";
import { MappingForm } from "./MappingForm";
import { useDropTarget } from "./useDropTarget";
import { useFileQueue } from "./useFileQueue";

interface FileSectionProps {
  terms: Partial<Terms>;
  title: string;
  lead: string;
  /** What is said of the money in the report. */
  termsNote?: string;
  /** Files have come, be it to a page that shows something else. */
  onFiles?: () => void;
}

/** Files of calls: where they are dropped, how far each is, and the report or the question of the one chosen. */
export function FileSection({ terms, title, lead, termsNote, onFiles }: FileSectionProps) {
  const { t } = useTranslation();
  const { queue, act, cancel } = useFileQueue(terms);
  const add = (files: File[]) => {
    if (files.length === 0) return;
    act({ act: "add", files });
    onFiles?.();
  };
  const over = useDropTarget(add);
  const shown = queue.files.find((one) => one.id === queue.shown);
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
        {queue.files.length > 0 && (
          <ul className={css.list} aria-label={t("files.list")}>
            {queue.files.map((one) => (
              <FileLineView key={one.id} queued={one} shown={one.id === queue.shown} act={act} cancel={cancel} />
            ))}
          </ul>
        )}
      </section>
      {over && <p className={css.over}>{t("files.drop")}</p>}
      {shown?.state.at === "mapping" && (
        <MappingForm
          key={shown.id}
          needed={shown.state.needed}
          onCount={(mapping) => act({ act: "again", id: shown.id, mapping })}
        />
      )}
      {shown?.state.at === "done" && (
        <>
          {termsNote && <p className={css.terms}>{termsNote}</p>}
          {!sameTerms(shown.state.terms, terms) && (
            <p className={css.terms} role="status">
              {t("files.recount")}{" "}
              <Button variant="light" size="compact-sm" onClick={() => act({ act: "again", id: shown.id })}>
                {t("files.recount_button")}
              </Button>
            </p>
          )}
          <ReportView key={shown.id} report={shown.state.report} name={shown.file.name} />
        </>
      )}
    </>
  );
}

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

function sameTerms(one: Partial<Terms>, other: Partial<Terms>): boolean {
  return (["cheque", "margin", "p_served", "p_unserved"] as const).every((name) => one[name] === other[name]);
}
