/** Every page and form of the console: accessible, and no wider than its window. */
import assert from "node:assert/strict";
import { DESKTOP, PHONE, shoot } from "./chromium.mjs";
import { card, clean, scene } from "./scene.mjs";

const GENNADY = "+79160000001";

const FORMS = [
  ["/settings/people", "Новый сотрудник"],
  ["/settings/devices", "Новый телефон"],
  ["/settings/numbers", "Изменить"],
  ["/settings/groups", "Изменить"],
  ["/clients", "Новый клиент"],
  ["/companies", "Новая компания"],
];

export async function everyForm(test, browser) {
  const { mock, page, end } = await scene(browser, { colorScheme: "dark" });
  for (const [path, button] of FORMS) {
    await test(`the form at ${path} is accessible`, async () => {
      await page.goto(mock.url + path);
      await page.getByRole("button", { name: button }).first().click();
      await page.getByRole("dialog").getByRole("textbox").first().waitFor();
      await shoot(page, `console-form${path.replaceAll("/", "-")}`);
      await clean(page, path);
    });
  }

  await test("a half-filled form closed with Escape is as it was when opened again", async () => {
    const name = page
      .getByRole("dialog")
      .getByRole("textbox", { name: "Название", exact: true });
    await name.fill("Ромашка");
    await page.keyboard.press("Escape");
    await name.waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Новая компания" }).click();
    assert.equal(await name.inputValue(), "Ромашка");
    await page.keyboard.press("Escape");
    await name.waitFor({ state: "detached" });
  });

  await test("the sheet of keys opens by the question mark", async () => {
    await page.keyboard.press("Shift+Slash");
    await page.getByRole("dialog", { name: "Клавиши" }).waitFor();
    await shoot(page, "console-keys");
    await clean(page, "keys");
    await page.keyboard.press("Escape");
  });

  await test("the menu changes theme, language and density at once", async () => {
    await page.getByRole("button", { name: /^Вы:/ }).click();
    await page.getByText("Светлое", { exact: true }).click();
    await page.locator("html[data-mantine-color-scheme=light]").waitFor();
    await page.getByText("English", { exact: true }).click();
    await page.getByText("Comfortable", { exact: true }).click();
    await page.locator("html[lang=en][data-density=comfortable]").waitFor();
    await shoot(page, "console-menu");
    await clean(page, "menu");
  });
  await end();
}

const PAGES = {
  clients: "/clients",
  contact: "/clients/cont_gennady",
  companies: "/companies",
  company: "/companies/comp_dom",
  calls: "/calls",
  call: "/calls/call_old1",
  promises: "/promises",
  promise: "/desk?commitment=comm_2",
  floor: "/floor",
  losses: "/losses?cheque=50000&p_served=0.2&margin=0.4",
  "losses-file": "/losses?source=file",
  "losses-lost": "/losses/lost?cheque=50000&p_served=0.2&margin=0.4",
  people: "/settings/people",
  devices: "/settings/devices",
  numbers: "/settings/numbers",
  groups: "/settings/groups",
  trunks: "/settings/trunks",
  schedules: "/settings/schedules",
  site: "/settings/site",
  lost: "/nowhere",
};

export async function everyPage(test, browser) {
  const looks = [
    {
      name: "light-ru",
      viewport: DESKTOP,
      colorScheme: "light",
      language: "ru",
    },
    { name: "dark-en", viewport: DESKTOP, colorScheme: "dark", language: "en" },
    {
      name: "phone-dark-ru",
      viewport: PHONE,
      colorScheme: "dark",
      language: "ru",
    },
    {
      name: "phone-light-en",
      viewport: PHONE,
      colorScheme: "light",
      language: "en",
    },
  ];
  for (const look of looks) {
    const { mock, page, end } = await scene(browser, look);
    await page.evaluate(
      (language) => localStorage.setItem("otklik.language", language),
      look.language,
    );
    for (const [name, path] of Object.entries(PAGES)) {
      await test(`${look.name}: ${name} is accessible and fits the width`, async () => {
        await page.goto(mock.url + path);
        await page.locator("h1, main").first().waitFor();
        await page
          .locator(".mantine-Skeleton-root")
          .first()
          .waitFor({ state: "detached" });
        await fits(page);
        await shoot(page, `${look.name}-${name}`);
        await clean(page, name);
      });
    }
    await test(`${look.name}: the ringing card is accessible and fits the width`, async () => {
      await page.goto(`${mock.url}/desk`);
      mock.world.ring(GENNADY);
      await card(page).getByText("Геннадий Семёнович, добрый день!").waitFor();
      await fits(page);
      await shoot(page, `${look.name}-card`);
      await clean(page, "card");
    });
    await end();
  }
}

async function fits(page) {
  const over = await page.evaluate(
    () => document.documentElement.scrollWidth - window.innerWidth,
  );
  assert.ok(over <= 0, `the page is ${over} px wider than the window`);
}
