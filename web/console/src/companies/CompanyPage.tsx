import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import * as api from "../api/operations";
import type { Company } from "../api/types";
import css from "../card/card.module.css";
import { Block, Loaded, useTitle } from "../components/Page";
import page from "../components/page.module.css";
import { dateOf } from "../format/time";
import { CompanyEdit } from "./CompanyForm";
import { type Person, PersonEdit } from "./PersonEdit";

const route = getRouteApi("/app/companies/$id");

export function CompanyPage() {
  const { t } = useTranslation();
  const { id } = route.useParams();
  const company = useQuery({ queryKey: ["company", id], queryFn: () => api.company(id) });
  const [editing, setEditing] = useState(false);
  useTitle(company.data?.name ?? t("companies.title"));
  return (
    <div className={page.page}>
      <Link to="/companies">← {t("companies.back")}</Link>
      <div className={page.body}>
        <Loaded query={company}>
          {(value) => (
            <>
              <Facts company={value} onEdit={() => setEditing(true)} />
              {editing && <CompanyEdit company={value} onClose={() => setEditing(false)} />}
            </>
          )}
        </Loaded>
      </div>
    </div>
  );
}

function Facts({ company, onEdit }: { company: Company; onEdit: () => void }) {
  const { t } = useTranslation();
  return (
    <article className={css.card}>
      <div className={page.head}>
        <h1 className={`${css.greeting} ${page.grow}`}>{company.name}</h1>
        <Button variant="default" onClick={onEdit}>
          {t("shell.buttons.edit")}
        </Button>
      </div>
      <dl className={css.details}>
        {(["legal_name", "inn", "kpp", "notes"] as const).map(
          (name) =>
            company[name] && (
              <div key={name} style={{ display: "contents" }}>
                <dt>{t(`companies.${name}`)}</dt>
                <dd className="figures">{company[name]}</dd>
              </div>
            ),
        )}
      </dl>
      <Block title={t("companies.people")}>
        <People company={company} />
      </Block>
    </article>
  );
}

function People({ company }: { company: Company }) {
  const { t, i18n } = useTranslation();
  const [editing, setEditing] = useState<Person | "new" | null>(null);
  return (
    <>
      {company.contacts.length === 0 && <p className="muted">{t("companies.no_people")}</p>}
      <ul className={css.lines}>
        {company.contacts.map((person) => (
          <li key={`${person.contact.id} ${person.since} ${person.role}`} className={css.line}>
            <span>
              <Link to="/clients/$id" params={{ id: person.contact.id }}>
                {person.contact.name}
              </Link>{" "}
              <span className="muted">
                {person.role}
                {person.since && ` · ${t("clients.since", { date: dateOf(person.since, i18n.language) })}`}
                {person.until && ` · ${t("clients.until", { date: dateOf(person.until, i18n.language) })}`}
              </span>
            </span>
            <Button
              variant="subtle"
              aria-label={t("companies.person_edit", { name: person.contact.name })}
              onClick={() => setEditing(person)}
            >
              {t("shell.buttons.edit")}
            </Button>
          </li>
        ))}
      </ul>
      <div>
        <Button variant="default" onClick={() => setEditing("new")}>
          {t("companies.person_new")}
        </Button>
      </div>
      {editing && (
        <PersonEdit
          company={company}
          person={editing === "new" ? undefined : editing}
          onClose={() => setEditing(null)}
        />
      )}
    </>
  );
}
