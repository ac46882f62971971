import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiProblem } from "./api/client";
import { PrefsProvider, usePrefs } from "./prefs/prefs";
import { makeRouter } from "./routes";
import { cssVariables, themeFor } from "./theme/theme";

const queries = new QueryClient({
  queryCache: new QueryCache({ onError: (error, query) => query.queryKey[0] !== "me" && askWhoIAm(error) }),
  mutationCache: new MutationCache({ onError: askWhoIAm }),
  defaultOptions: { queries: { staleTime: 10_000, retry: isWorthRetrying, refetchOnWindowFocus: false } },
});

export function App() {
  return (
    <QueryClientProvider client={queries}>
      <PrefsProvider>
        <Themed />
      </PrefsProvider>
    </QueryClientProvider>
  );
}

function Themed() {
  const { t } = useTranslation();
  const { prefs } = usePrefs();
  const theme = themeFor(prefs.density, t("shell.buttons.close"));
  const [router] = useState(makeRouter);
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <Notifications position="bottom-left" limit={3} zIndex={500} transitionDuration={100} />
      <RouterProvider router={router} />
    </MantineProvider>
  );
}

/** A login that ended is found out by the first refused request; asking again leads to the login page. */
function askWhoIAm(error: unknown): void {
  const ended = error instanceof ApiProblem && error.code === "not_logged_in";
  if (ended) void queries.invalidateQueries({ queryKey: ["me"] });
}

/** The server's refusals are answers; only silence is worth another try. */
function isWorthRetrying(failures: number, error: unknown): boolean {
  return failures < 2 && error instanceof ApiProblem && (error.status === 0 || error.status >= 500);
}
