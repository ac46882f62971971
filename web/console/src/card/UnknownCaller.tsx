import { TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import * as api from "../api/operations";
import type { Card } from "../api/types";
import { toastDone } from "../components/toast";
import { useAct } from "../components/useAct";
import { phone } from "../format/phone";
import { Candidates } from "./Candidates";
import css from "./card.module.css";
import { NewCaller } from "./NewCaller";

/** Nobody by this number yet: say what is known, and let him be found by any sign or written down. */
export function UnknownCaller({ card, answered }: { card: Card; answered: boolean }) {
  const { t } = useTranslation();
  const { caller, did } = card;
  return (
    <>
      <div>
        <p className={css.greeting}>{t("card.hello_unknown")}</p>
        <p className={css.number}>{phone(caller.number ?? caller.raw)}</p>
        <p className={css.who}>
          <span className="muted">{t("desk.unknown")}</span>
          {caller.region && <span>{caller.region}</span>}
          {did && <span>{did.name}</span>}
        </p>
      </div>
      <Candidates card={card} firstKey={1} />
      <FindCaller card={card} />
      <NewCaller card={card} answered={answered} />
    </>
  );
}

function FindCaller({ card }: { card: Card }) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const [asked] = useDebouncedValue(text.trim(), 200);
  const found = useQuery({
    queryKey: ["search", asked],
    queryFn: () => api.search(asked),
    enabled: asked.length > 1,
  });
  const attach = useAct(
    (hit: { id: string; title: string }) => api.nameCaller(card.call_id, hit.id),
    (hit) => toastDone(t("card.attached", { name: hit.title })),
  );
  const people = found.data?.filter((hit) => hit.kind === "contact") ?? [];
  return (
    <section className={css.candidates}>
      <TextInput
        label={t("card.who")}
        description={t("card.who_hint")}
        placeholder={t("card.who_placeholder")}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        maw={480}
      />
      {people.slice(0, 5).map((hit) => (
        <button key={hit.id} type="button" className={css.candidate} onClick={() => attach.mutate(hit)}>
          <span />
          <span>
            <strong>{hit.title}</strong> {hit.subtitle}
          </span>
          <span className="muted">{t("card.who_attach")}</span>
        </button>
      ))}
      {found.data && people.length === 0 && <p className="muted">{t("shell.palette.nothing")}</p>}
    </section>
  );
}
