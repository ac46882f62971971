import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DUE_CHOICES, type DueChoice, dueOf, localInput } from "../format/due";
import css from "./desk.module.css";

/** The four times people say, one press each; any other by the calendar. */
export function DueField({ due, onChange }: { due: Date | null; onChange: (due: Date) => void }) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<DueChoice | null>(null);
  const take = (choice: DueChoice) => {
    setChosen(choice);
    onChange(dueOf(choice, new Date()));
  };
  const type = (value: string) => {
    const at = new Date(value);
    if (Number.isNaN(at.getTime())) return;
    setChosen(null);
    onChange(at);
  };
  return (
    <div role="group" aria-label={t("desk.promise.due")}>
      <div className={css.dues}>
        {DUE_CHOICES.map((choice) => (
          <Button
            key={choice}
            px={8}
            variant={choice === chosen ? "light" : "default"}
            aria-pressed={choice === chosen}
            onClick={() => take(choice)}
          >
            {t(`desk.promise.${choice}`)}
          </Button>
        ))}
      </div>
      <TextInput
        mt={4}
        type="datetime-local"
        aria-label={t("desk.promise.due")}
        value={due ? localInput(due) : ""}
        onChange={(event) => type(event.currentTarget.value)}
      />
    </div>
  );
}
