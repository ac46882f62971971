import { Button, Group, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import type { TFunction } from "i18next";
import { sayProblem } from "./problem";

/** Long enough to notice and reach for the mouse (chosen). */
const UNDO_MS = 10_000;

export function toastDone(text: string): void {
  notifications.show({ message: text, color: "green", autoClose: 3000 });
}

export function toastProblem(error: unknown, t: TFunction): void {
  notifications.show({ message: sayProblem(error, t), color: "amber", autoClose: 8000, withBorder: true });
}

/** Done at once; instead of asking beforehand, offers the way back. */
export function toastUndo(text: string, t: TFunction, undo: () => Promise<unknown>): void {
  const id = crypto.randomUUID();
  const run = () => {
    notifications.hide(id);
    undo().catch((error: unknown) => toastProblem(error, t));
  };
  notifications.show({
    id,
    autoClose: UNDO_MS,
    color: "gray",
    message: (
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm">{text}</Text>
        <Button variant="light" onClick={run}>
          {t("shell.buttons.undo")}
        </Button>
      </Group>
    ),
  });
}
