import { TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { AffiliationFields } from "./affiliations";

interface AffiliationTermsProps {
  line: AffiliationFields;
  onChange: (part: Partial<AffiliationFields>) => void;
}

/** As what, since when, until when; any of them may be left empty. */
export function AffiliationTerms({ line, onChange }: AffiliationTermsProps) {
  const { t } = useTranslation();
  return (
    <>
      <TextInput
        label={t("clients.role")}
        value={line.role}
        onChange={(event) => onChange({ role: event.currentTarget.value })}
      />
      {(["since", "until"] as const).map((end) => (
        <TextInput
          key={end}
          type="date"
          label={t(`clients.acts_${end}`)}
          value={line[end]}
          min={end === "until" && line.since ? line.since : undefined}
          onChange={(event) => onChange({ [end]: event.currentTarget.value })}
        />
      ))}
    </>
  );
}
