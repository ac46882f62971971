import { Modal } from "@mantine/core";
import { useTranslation } from "react-i18next";
import css from "./sheet.module.css";

const KEYS = [
  ["A", "answer"],
  ["H", "hold"],
  ["T", "transfer"],
  ["⇧ X", "hang_up"],
  ["1…9", "choose"],
  ["N", "note"],
  ["P", "promise"],
  ["Ctrl ↵", "save"],
  ["C", "call_back"],
  ["O", "show_card"],
  ["Ctrl K", "palette"],
  ["?", "sheet"],
  ["Esc", "leave"],
] as const;

export function KeySheet({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal opened onClose={onClose} title={t("shell.sheet.title")}>
      <dl className={css.sheet}>
        {KEYS.map(([key, action]) => (
          <div key={action} style={{ display: "contents" }}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{t(`shell.sheet.${action}`)}</dd>
          </div>
        ))}
      </dl>
      <p className="muted">{t("shell.sheet.note_layout")}</p>
    </Modal>
  );
}
