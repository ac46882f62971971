import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { TFunction } from "i18next";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import * as api from "../api/operations";
import type { Affiliation, Card, Commitment, Contact, ContactPoint, ContactRecord, Id, OpenMatter } from "../api/types";
import { useDial } from "../calls/useCallActions";
import { Blockers } from "../card/Blockers";
import { HasBlock, KnownBlock, MattersBlock } from "../card/blocks";
import css from "../card/card.module.css";
import { commitmentText } from "../commitments/naming";
import { Block, Loaded } from "../components/Page";
import { dateOf } from "../format/time";
import { AffiliationsEdit } from "./AffiliationsEdit";
import { contactName } from "./naming";
import { Timeline } from "./Timeline";

/** The client outside a call: the same blocks in the same order as the card, then the whole history. */
export function ContactView({ id, tools }: { id: Id; tools?: (contact: Contact) => ReactNode }) {
  const contact = useQuery({ queryKey: ["contact", id], queryFn: () => api.contact(id) });
  return (
    <Loaded query={contact}>
      {(value) => (
        <>
          <article className={css.card}>
            <Head contact={value} tools={tools?.(value)} />
            <Blocks contact={value} />
          </article>
          <Timeline contact={id} />
        </>
      )}
    </Loaded>
  );
}

function Head({ contact, tools }: { contact: Contact; tools: ReactNode }) {
  const { t } = useTranslation();
  return (
    <div>
      <div style={{ display: "flex", flexWrap: "wrap", gap: 12, justifyContent: "space-between" }}>
        <h1 className={css.greeting}>{contactName(contact) || t("clients.unnamed")}</h1>
        {tools}
      </div>
      <p className={css.who}>
        {contact.tier && (
          <span>
            <span className="muted">{t("card.tier")}</span> {contact.tier}
          </span>
        )}
        {contact.owner && (
          <span>
            <span className="muted">{t("card.owner")}</span> {contact.owner.name}
          </span>
        )}
      </p>
    </div>
  );
}

function Blocks({ contact }: { contact: Contact }) {
  const { t } = useTranslation();
  const records = useQuery({ queryKey: ["contact", contact.id, "records"], queryFn: () => api.records(contact.id) });
  const open = useQuery({
    queryKey: ["contact", contact.id, "commitments"],
    queryFn: () => api.commitments({ contact_id: contact.id, state: "open" }),
  });
  const [editing, setEditing] = useState(false);
  return (
    <>
      {editing && <AffiliationsEdit contact={contact} onClose={() => setEditing(false)} />}
      <Blockers blockers={contact.blockers} />
      <div className={css.columns}>
        <Block title={t("clients.points")}>
          <ul className={css.lines}>
            {contact.points.map((point) => (
              <Point key={point.id} point={point} />
            ))}
          </ul>
        </Block>
        <Block title={t("clients.companies")}>
          <Companies affiliations={contact.affiliations} />
          <div>
            <Button variant="default" onClick={() => setEditing(true)}>
              {t("clients.companies_edit")}
            </Button>
          </div>
        </Block>
      </div>
      <div className={css.columns}>
        <MattersBlock matters={(open.data?.items ?? []).map((one) => matterOf(one, t))} />
        <HasBlock {...hasOf(records.data ?? [])} />
      </div>
      <KnownBlock known={contact.known} />
    </>
  );
}

function Point({ point }: { point: ContactPoint }) {
  const { t } = useTranslation();
  const dial = useDial();
  return (
    <li className={css.line}>
      <span className="figures">
        {point.display} {point.label && <span className="muted">{point.label}</span>}{" "}
        {point.preferred && <span className="muted">· {t("clients.preferred")}</span>}
      </span>
      {point.kind === "phone" && (
        <Button variant="light" onClick={() => dial.mutate(point.value)} loading={dial.isPending}>
          {t("clients.call")}
        </Button>
      )}
    </li>
  );
}

function Companies({ affiliations }: { affiliations: Affiliation[] }) {
  const { t, i18n } = useTranslation();
  if (affiliations.length === 0) return <p className="muted">{t("clients.no_companies")}</p>;
  return (
    <ul className={css.lines}>
      {affiliations.map((one) => (
        <li key={one.id} className={css.line}>
          <Link to="/companies/$id" params={{ id: one.company.id }}>
            {one.company.name}
          </Link>
          <span className="muted">
            {one.role}
            {one.since && ` · ${t("clients.since", { date: dateOf(one.since, i18n.language) })}`}
            {one.until && ` · ${t("clients.until", { date: dateOf(one.until, i18n.language) })}`}
          </span>
        </li>
      ))}
    </ul>
  );
}

function matterOf(commitment: Commitment, t: TFunction): OpenMatter {
  const { id, owner, due, overdue } = commitment;
  return { kind: "commitment", id, title: commitmentText(commitment, t), owner, due, overdue };
}

function hasOf(records: ContactRecord[]): Pick<Card, "purchases" | "documents"> {
  const purchases = records.filter((one) => one.kind === "purchase");
  return { purchases, documents: records.filter((one) => one.kind !== "purchase") };
}
