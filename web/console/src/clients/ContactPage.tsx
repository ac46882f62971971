import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import * as api from "../api/operations";
import type { Contact } from "../api/types";
import { useTitle } from "../components/Page";
import page from "../components/page.module.css";
import { toastDone, toastUndo } from "../components/toast";
import { useAct } from "../components/useAct";
import { NotePanel } from "../desk/NotePanel";
import { PromisePanel } from "../desk/PromisePanel";
import css from "./contact.module.css";
import { ContactEdit } from "./ContactEdit";
import { ContactView } from "./ContactView";
import { contactName } from "./naming";

const route = getRouteApi("/app/clients/$id");

export function ContactPage() {
  const { t } = useTranslation();
  const { id } = route.useParams();
  const [editing, setEditing] = useState<Contact | null>(null);
  useTitle(t("shell.rail.clients"));
  const tools = (contact: Contact) => <Tools contact={contact} onEdit={() => setEditing(contact)} />;
  return (
    <div className={css.split}>
      <div className={css.main}>
        <Link to="/clients">← {t("clients.back")}</Link>
        <ContactView id={id} tools={tools} />
      </div>
      <aside className={css.side} aria-label={t("desk.next")}>
        <NotePanel place={`contact.${id}`} contact={id} />
        <PromisePanel key={id} place={`contact.${id}`} contact={id} />
      </aside>
      {editing && <ContactEdit contact={editing} onClose={() => setEditing(null)} />}
    </div>
  );
}

function Tools({ contact, onEdit }: { contact: Contact; onEdit: () => void }) {
  const { t } = useTranslation();
  const navigate = route.useNavigate();
  const queries = useQueryClient();
  const refresh = () => queries.invalidateQueries({ queryKey: ["contacts"] });
  const restore = async () => {
    await api.restoreContact(contact.id);
    await Promise.all([refresh(), queries.invalidateQueries({ queryKey: ["contact", contact.id] })]);
    toastDone(t("clients.restored"));
  };
  const remove = useAct(
    () => api.deleteContact(contact.id),
    () => {
      void navigate({ to: "/clients" });
      void refresh();
      toastUndo(t("clients.deleted", { name: contactName(contact) }), t, restore);
    },
  );
  return (
    <div className={page.head}>
      <Button variant="default" onClick={onEdit}>
        {t("shell.buttons.edit")}
      </Button>
      <Button variant="subtle" color="gray" onClick={() => remove.mutate()} loading={remove.isPending}>
        {t("shell.buttons.delete")}
      </Button>
    </div>
  );
}
