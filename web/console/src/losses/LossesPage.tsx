import { SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import * as api from "../api/losses";
import type { Report, Terms } from "../api/report";
import { Empty, Loaded, Page } from "../components/Page";
import { useLive } from "../live/LiveProvider";
import { FileSection } from "./files/FileSection";
import css from "./losses.module.css";
import { PeriodChoice } from "./PeriodChoice";
import { type LossesSearch, stretchAsked, termsAsked } from "./period";
import { ReportView } from "./report/ReportView";
import type { Stretch } from "./report/stretch";
import { TermsForm } from "./TermsForm";

const route = getRouteApi("/app/losses");

/** Where clients are lost: by the own journal, or by a file of calls from elsewhere. */
export function LossesPage() {
  const { t } = useTranslation();
  const { state } = useLive();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  if (state.user?.role === "agent") {
    return (
      <Page title={t("losses.title")}>
        <Empty>{t("losses.denied")}</Empty>
      </Page>
    );
  }
  const change = (part: Partial<LossesSearch>) =>
    void navigate({ search: { ...search, ...part }, resetScroll: false, replace: true });
  const terms = termsAsked(search);
  const byFile = search.source === "file";
  return (
    <Page title={t("losses.title")} lead={t("losses.lead")} tools={<Source byFile={byFile} change={change} />}>
      {!byFile && <PeriodChoice search={search} change={change} />}
      <TermsForm terms={terms} change={change} />
      {!byFile && <Journal stretch={stretchAsked(search, new Date())} terms={terms} />}
      {/* Stays while one looks at the journal: reports of files are nowhere else. */}
      <div hidden={!byFile}>
        <FileSection
          terms={terms}
          title={t("losses.file_title")}
          lead={t("losses.file_lead")}
          onFiles={() => change({ source: "file" })}
        />
      </div>
    </Page>
  );
}

interface SourceProps {
  byFile: boolean;
  change: (part: Partial<LossesSearch>) => void;
}

function Source({ byFile, change }: SourceProps) {
  const { t } = useTranslation();
  return (
    <SegmentedControl
      aria-label={t("losses.source.label")}
      value={byFile ? "file" : "journal"}
      onChange={(value) => change({ source: value === "file" ? "file" : undefined })}
      data={(["journal", "file"] as const).map((value) => ({ value, label: t(`losses.source.${value}`) }))}
    />
  );
}

function Journal({ stretch, terms }: { stretch: Stretch; terms: Partial<Terms> }) {
  const query = useQuery({
    queryKey: ["losses", stretch, terms],
    queryFn: () => api.losses(stretch, terms),
    placeholderData: (before) => before,
  });
  return (
    <Loaded query={query} lines={12}>
      {(report) =>
        isEmpty(report) ? <NobodyCalled /> : <ReportView report={report} doors={{ ...stretch, ...terms }} />
      }
    </Loaded>
  );
}

const isEmpty = (report: Report) => report.attempts === 0;

function NobodyCalled() {
  const { t } = useTranslation();
  return (
    <div className={css.empty}>
      <h2>{t("losses.empty_title")}</h2>
      <p>{t("losses.empty")}</p>
    </div>
  );
}
