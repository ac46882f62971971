import { Modal, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import * as api from "../api/operations";
import css from "./palette.module.css";
import { useEntries } from "./useEntries";

/** Finds any client, page, action, number. */
export function Palette({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const [asked] = useDebouncedValue(text.trim(), 150);
  const found = useQuery({
    queryKey: ["search", asked],
    queryFn: () => api.search(asked),
    enabled: asked.length > 1,
    placeholderData: (before) => before,
  });
  const entries = useEntries(text.trim(), asked.length > 1 ? (found.data ?? []) : []);
  const current = Math.min(at, entries.length - 1);

  const run = (index: number) => {
    const entry = entries[index];
    if (!entry) return;
    onClose();
    entry.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && entries.length > 0) {
      event.preventDefault();
      setAt((current + step + entries.length) % entries.length);
    }
    if (event.key === "Enter") {
      event.preventDefault();
      run(current);
    }
  };
  const change = (value: string) => {
    setText(value);
    setAt(0);
  };
  return (
    <Modal opened onClose={onClose} title={t("shell.palette.title")} size="lg" centered={false} yOffset="10dvh">
      <TextInput
        data-autofocus
        size="md"
        role="combobox"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-activedescendant={entries[current] ? `palette-${current}` : undefined}
        aria-label={t("shell.palette.placeholder")}
        placeholder={t("shell.palette.placeholder")}
        value={text}
        onChange={(event) => change(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <ul id="palette-list" role="listbox" aria-label={t("shell.palette.found")} className={css.list}>
        {entries.map((entry, index) => (
          // Keys work from the field above, which keeps the focus.
          <li
            key={entry.key}
            id={`palette-${index}`}
            role="option"
            aria-selected={index === current}
            className={css.entry}
            onClick={() => run(index)}
            onMouseMove={() => setAt(index)}
          >
            <span className={css.title}>
              {entry.title} {entry.subtitle && <span className="muted">{entry.subtitle}</span>}
            </span>
            <span className="muted">{entry.hint}</span>
          </li>
        ))}
      </ul>
      {entries.length === 0 && <p className="muted">{t("shell.palette.nothing")}</p>}
      <p className={css.hint}>{t("shell.palette.hint")}</p>
    </Modal>
  );
}
