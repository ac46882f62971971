import { Button, CopyButton, Textarea } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import * as api from "../api/losses";
import { Loaded } from "../components/Page";
import { sayProblem } from "../components/problem";
import { toastUndo } from "../components/toast";
import css from "./embedding.module.css";
import { Section } from "./Section";
import { sitesIn, snippet, wrongSite } from "./sites";

const KEY = ["settings", "embedding"];

/** Which sites may show the calculator, and the line to paste into them. */
export function Embedding() {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: KEY, queryFn: api.embedding });
  return (
    <Section lead={t("settings.site.lead")}>
      <Loaded query={query}>{({ sites }) => <Sites key={sites.join()} sites={sites} />}</Loaded>
    </Section>
  );
}

function Sites({ sites }: { sites: string[] }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [typed, setTyped] = useState(sites.join("\n"));
  const refresh = () => queries.invalidateQueries({ queryKey: KEY });
  const save = useMutation({
    mutationFn: api.changeEmbedding,
    onSuccess: () => {
      void refresh();
      toastUndo(t("settings.saved"), t, () => api.changeEmbedding(sites).then(refresh));
    },
  });
  const wrong = wrongSite(typed);
  const wanted = sitesIn(typed);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (wrong === undefined) save.mutate(wanted);
  };
  return (
    <form className={css.form} onSubmit={submit}>
      <Textarea
        size="sm"
        label={t("settings.site.sites")}
        description={t("settings.site.sites_hint")}
        placeholder="https://www.example.com"
        autosize
        minRows={2}
        spellCheck={false}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        error={wrong === undefined ? undefined : t("settings.site.wrong", { text: wrong })}
      />
      <p className="muted">
        {wanted.length === 0 ? t("settings.site.effect_none") : t("settings.site.effect", { count: wanted.length })}
      </p>
      {save.error !== null && <p role="alert">{sayProblem(save.error, t)}</p>}
      <Button type="submit" loading={save.isPending} disabled={wrong !== undefined || wanted.join() === sites.join()}>
        {t("shell.buttons.save")}
      </Button>
      {sites.length > 0 && <Snippet />}
    </form>
  );
}

function Snippet() {
  const { t, i18n } = useTranslation();
  const text = snippet(window.location.origin, i18n.language, t("calculator.title"));
  return (
    <div className={css.snippet}>
      <h2>{t("settings.site.snippet")}</h2>
      <pre tabIndex={0} aria-label={t("settings.site.snippet")}>
        {text}
      </pre>
      <CopyButton value={text}>
        {({ copied, copy }) => (
          <Button variant="default" onClick={copy}>
            {t(copied ? "settings.site.copied" : "settings.site.copy")}
          </Button>
        )}
      </CopyButton>
    </div>
  );
}
