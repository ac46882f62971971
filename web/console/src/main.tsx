import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "./theme/global.css";
import { createRoot } from "react-dom/client";
import { App } from "./App";
import { forgetOldDrafts } from "./drafts/drafts";
import { startLanguage } from "./i18n";
import { storage } from "./prefs/storage";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
forgetOldDrafts(storage, Date.now());
await startLanguage();
createRoot(root).render(<App />);
