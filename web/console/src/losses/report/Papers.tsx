import { Button } from "@mantine/core";
import { IconDownload, IconPrinter } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import * as api from "../../api/losses";
import type { Report } from "../../api/report";
import { toastProblem } from "../../components/toast";
import css from "./report.module.css";

const KINDS: api.PaperKind[] = ["pdf", "xlsx", "html"];

/** The report as a file to send on, or on paper. */
export function Papers({ report }: { report: Report }) {
  const { t, i18n } = useTranslation();
  const make = useMutation({
    mutationFn: async (kind: api.PaperKind) => {
      const file = await api.paper(report, kind, i18n.language);
      save(file, `${t("report.paper.name")}.${kind}`);
    },
    onError: (error) => toastProblem(error, t),
  });
  return (
    <div className={css.papers} role="group" aria-label={t("report.paper.label")}>
      {KINDS.map((kind) => (
        <Button
          key={kind}
          variant="default"
          size="xs"
          leftSection={<IconDownload size={16} />}
          loading={make.isPending && make.variables === kind}
          onClick={() => make.mutate(kind)}
        >
          {t(`report.paper.${kind}`)}
        </Button>
      ))}
      <Button variant="default" size="xs" leftSection={<IconPrinter size={16} />} onClick={() => window.print()}>
        {t("report.paper.print")}
      </Button>
    </div>
  );
}

function save(file: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // The download has begun by the next turn; its address may go.
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
