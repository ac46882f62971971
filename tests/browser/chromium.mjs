/** Chromium as the tests use it. Its library lives beside the console, which alone has npm packages. */
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const root = new URL("../../", import.meta.url);
const require = createRequire(new URL("web/console/package.json", root));
const { chromium } = require("playwright-core");
const axeSource = require("axe-core").source;

export const consoleDist = fileURLToPath(new URL("web/console/dist", root));
export const screenshots = fileURLToPath(new URL("target/screenshots/", root));
export const DESKTOP = { width: 1366, height: 768 };
export const PHONE = { width: 390, height: 844 };

/** How long anything may take to show before the test calls it missing. */
const PATIENCE_MS = 8000;

/** A fresh browser with a profile of its own. */
export async function launch({ args = [] } = {}) {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--autoplay-policy=no-user-gesture-required",
      ...args,
    ],
  });
}

/** A page in Moscow's time and a given language of the system, with errors of scripts collected. */
export async function openPage(
  browser,
  { viewport = DESKTOP, colorScheme = "light" } = {},
) {
  const context = await browser.newContext({
    viewport,
    colorScheme,
    timezoneId: "Europe/Moscow",
    locale: "ru-RU",
  });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const errors = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  return { context, page, errors };
}

export async function logIn(page, url, login, password) {
  await page.goto(url);
  await page.locator("input[name=login]").fill(login);
  await page.locator("input[name=password]").fill(password);
  await page.locator("button[type=submit]").click();
  await page.waitForURL("**/desk**");
}

export async function shoot(page, name) {
  mkdirSync(screenshots, { recursive: true });
  await page.screenshot({ path: `${screenshots}${name}.png` });
}

/** Accessibility faults of the page as it is now, one line each; empty when there are none. */
export async function axe(page) {
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(() =>
    window.axe.run(document, {
      runOnly: [
        "wcag2a",
        "wcag2aa",
        "wcag21a",
        "wcag21aa",
        "wcag22aa",
        "best-practice",
      ],
    }),
  );
  return violations.map(
    (one) =>
      `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`,
  );
}
