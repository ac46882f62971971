import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import * as api from "../api/operations";
import { useTitle } from "../components/Page";
import { sayProblem } from "../components/problem";
import { speak } from "../i18n";
import css from "./login.module.css";

export function LoginPage() {
  const { t, i18n } = useTranslation();
  const { next } = useSearch({ from: "/login" });
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  useTitle(t("shell.login.title"));
  const enter = useMutation({
    mutationFn: () => api.login({ login: login.trim(), password }),
    onSuccess: ({ user }) => {
      queries.setQueryData(["me"], user);
      void navigate({ to: next ?? "/desk", replace: true });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    enter.mutate();
  };
  return (
    <main className={css.page}>
      <form className={css.form} onSubmit={submit}>
        <img src="/favicon.svg" alt="" width={40} height={40} />
        <h1>{t("shell.app")}</h1>
        <p className="muted">{t("shell.login.promise")}</p>
        <TextInput
          size="sm"
          label={t("shell.login.login")}
          name="login"
          autoComplete="username"
          autoFocus
          required
          value={login}
          onChange={(event) => setLogin(event.currentTarget.value)}
        />
        <PasswordInput
          size="sm"
          label={t("shell.login.password")}
          name="password"
          autoComplete="current-password"
          required
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        {enter.error && (
          <p role="alert" className={css.problem}>
            {sayProblem(enter.error, t)}
          </p>
        )}
        <Button type="submit" size="sm" loading={enter.isPending}>
          {t("shell.login.enter")}
        </Button>
        <Button
          variant="subtle"
          color="gray"
          lang={i18n.language === "ru" ? "en" : "ru"}
          onClick={() => speak(i18n.language === "ru" ? "en" : "ru")}
        >
          {t("shell.palette.language")}
        </Button>
      </form>
    </main>
  );
}
