/** The loss analyst: the calculator strangers meet, files of calls, and the page of losses inside. */
import assert from "node:assert/strict";
import { startMock } from "../../web/console/mock/server.mjs";
import { consoleDist, DESKTOP, openPage, PHONE, shoot } from "./chromium.mjs";
import { clean, scene } from "./scene.mjs";

export async function everyLoss(test, browser) {
  await calculator(test, browser);
  await embedded(test, browser);
  await files(test, browser);
  await inside(test, browser);
  await everyLook(test, browser);
}

/** The public page, without a login. */
async function stranger(browser, options = {}, query = "") {
  const mock = await startMock({ dist: consoleDist });
  const opened = await openPage(browser, options);
  await opened.page.goto(`${mock.url}/calculator${query}`);
  await opened.page.getByRole("table").first().waitFor();
  const end = async () => {
    await opened.context.close();
    await mock.close();
    assert.deepEqual(opened.errors, [], "no script failed");
  };
  return { mock, ...opened, end };
}

const bare = (text) => text.replace(/[\u202f\u00a0]/g, " ");
const figure = (page, name) => page.getByRole("textbox", { name });
const net = (page) => page.locator("[data-kind=net]").first();

/** Waits until the page says it. */
const says = (page, text) =>
  page.waitForFunction(
    (wanted) =>
      document.body.innerText.replace(/[\u202f\u00a0]/g, " ").includes(wanted),
    text,
  );

async function calculator(test, browser) {
  const { page, end } = await stranger(browser);
  await test("a stranger sees gross and net side by side, and one sentence in words", async () => {
    await says(page, "120 000 ₽");
    await says(
      page,
      "12 пропущенных звонков — это 10 человек. 3 дозвонились сами, 2 дождались вашего звонка",
    );
    await says(page, "Потеряно: 4 человека. Это около 13 600 ₽ за неделю.");
    await clean(page, "calculator");
  });

  await test("a slider moves by keys, its field says the same, and the net follows", async () => {
    const slider = page.getByRole("slider", { name: "Вы перезвонили" });
    await slider.focus();
    await page.keyboard.press("ArrowRight");
    await says(page, "10 200 ₽");
    assert.equal(await figure(page, "Вы перезвонили").inputValue(), "3");
    await page.keyboard.press("End");
    await says(page, "Никто не потерян.");
  });

  await test("figures are in the address, so that they can be sent", async () => {
    await figure(page, "Средний чек").fill("80 000");
    await page.waitForURL(/cheque=80000/);
    await page.reload();
    await page.getByRole("table").first().waitFor();
    assert.equal(
      bare(await figure(page, "Средний чек").inputValue()),
      "80 000 ₽",
    );
  });

  await test("the last question wins, whatever answer is late; until then the old figures stay", async () => {
    let release;
    const held = new Promise((done) => (release = done));
    await page.route("**/api/v1/calculator", async (route) => {
      const { cheque } = route.request().postDataJSON();
      if (cheque === 60_000) await held;
      await route.continue().catch(() => {});
    });
    const before = await net(page).innerText();
    await figure(page, "Вы перезвонили").fill("2");
    await figure(page, "Средний чек").fill("60 000");
    await page.waitForRequest(
      (request) => request.postDataJSON?.()?.cheque === 60_000,
    );
    assert.ok(before.length > 0 && (await net(page).isVisible()));
    await figure(page, "Средний чек").fill("100 000");
    await says(page, "27 200 ₽");
    release();
    await page.unroute("**/api/v1/calculator");
    assert.match(bare(await net(page).innerText()), /27 200 ₽/);
  });

  await test("a server that is away is said, and the last result stays", async () => {
    await page.route("**/api/v1/calculator", (route) => route.abort());
    await figure(page, "Средний чек").fill("70 000");
    await page.getByRole("alert").getByText("На экране прежний итог").waitFor();
    assert.match(bare(await net(page).innerText()), /27 200 ₽/);
    await page.unroute("**/api/v1/calculator");
  });
  await end();
}

async function embedded(test, browser) {
  await test("in a frame where nothing may be kept it works, in the language asked for", async () => {
    const { mock, context, page, errors } = await openFrame(browser);
    const frame = page.frameLocator("iframe");
    await frame.getByText("What missed calls really cost").waitFor();
    await frame.getByRole("button", { name: "Русский" }).click();
    await frame.getByText("Сколько стоят пропущенные звонки").waitFor();
    await context.close();
    await mock.close();
    assert.deepEqual(errors, []);
  });

  await test("the language asked for is remembered", async () => {
    const { mock, page, end } = await stranger(browser, {}, "?language=en");
    await page.goto(`${mock.url}/calculator`);
    await says(page, "12 missed calls come from 10 people.");
    await end();
  });
}

async function openFrame(browser) {
  const mock = await startMock({ dist: consoleDist });
  const opened = await openPage(browser, { viewport: PHONE });
  await opened.page.addInitScript(() => {
    Object.defineProperty(window, "localStorage", {
      get() {
        throw new DOMException("denied", "SecurityError");
      },
    });
  });
  await opened.page.setContent(
    `<iframe src="${mock.url}/calculator?language=en" width="390" height="800"></iframe>`,
  );
  return { mock, ...opened };
}

const csv = (name, text = "a;b\n1;2") => ({
  name,
  mimeType: "text/csv",
  buffer: Buffer.from(text),
});

async function files(test, browser) {
  const { mock, page, end } = await stranger(browser);
  const choose = (...chosen) =>
    page.locator("input[type=file]").setInputFiles(chosen);
  const row = (name) => page.getByRole("listitem").filter({ hasText: name });

  await test("a file that is no table is answered with a sentence", async () => {
    await choose(csv("photo.csv"));
    await row("photo.csv").getByText("Это не таблица звонков").waitFor();
    await clean(page, "refused file");
  });

  await test("one bad file of several stops the count, and without it the others are counted", async () => {
    await choose(csv("november.csv"));
    await says(page, "уберите этот файл");
    await page.getByRole("button", { name: "Убрать photo.csv" }).click();
    await page.getByRole("heading", { name: "Отчёт: november.csv" }).waitFor();
    await says(page, "До вас пытались дозвониться: 1 104 человека.");
    await page.getByText("3 строки не вошли в счёт").click();
    await page.getByText("длительность меньше нуля").waitFor();
  });

  await test("rows are told file by file while they are read, and reading can be broken off", async () => {
    let go;
    mock.world.reading = () => new Promise((done) => (go = done));
    await choose(csv("october.csv"));
    await row("november.csv").getByText("Прочитано 1 200 строк").waitFor();
    await clean(page, "reading");
    await shoot(page, "losses-reading");
    await page.getByRole("button", { name: "Прервать" }).click();
    await says(page, "Прервано");
    mock.world.reading = async () => {};
    go();
  });

  await test("files that overlap are one report, and what they share is said with its count", async () => {
    await page.getByRole("button", { name: "Ещё раз" }).click();
    await page
      .getByRole("heading", { name: "Отчёт: november.csv и ещё 1 файл" })
      .waitFor();
    await row("october.csv")
      .getByText("4 810 строк, из них 1 203 уже были в других файлах")
      .waitFor();
    await says(page, "Из них 1 203 стояли сразу в нескольких файлах.");
    await clean(page, "several files");
    await shoot(page, "losses-several");
  });

  await test("what is said of the files goes with them, and a wrong number is told at its field", async () => {
    await page.getByText("Подробнее о файлах").click();
    const staff = page.getByLabel("Номера сотрудников");
    await staff.fill("+7 916 000-00-01, офис");
    await says(page, "«офис» не похоже на номер");
    await clean(page, "about the files");
    await shoot(page, "losses-about");
    await staff.fill("+7 916 000-00-01; 8 (903) 000-00-17");
    await page
      .getByLabel("Часовой пояс")
      .selectOption({ label: "Омск, МСК+3" });
    await page
      .getByLabel("Вид выгрузки")
      .selectOption({ label: "MANGO OFFICE" });
    await page.getByRole("button", { name: "Пересчитать" }).click();
    await page
      .getByRole("button", { name: "Пересчитать" })
      .waitFor({ state: "detached" });
    const { staff: sent, time_zone, format } = mock.world.fileAsk;
    assert.deepEqual(
      [sent, time_zone, format],
      ["+7 916 000-00-01,8 (903) 000-00-17", "Asia/Omsk", "mango_csv"],
    );
  });

  await test("new figures offer to count the same file again", async () => {
    await figure(page, "Средний чек").fill("90 000");
    await page.getByRole("button", { name: "Пересчитать" }).click();
    await page
      .getByRole("button", { name: "Пересчитать" })
      .waitFor({ state: "detached" });
  });

  await test("the report is handed out as a file", async () => {
    const waiting = page.waitForEvent("download");
    await page.getByRole("button", { name: "Excel" }).click();
    const download = await waiting;
    assert.equal(download.suggestedFilename(), "Отклик, потери.xlsx");
  });

  await test("a table nobody has met asks what is where, and takes no answer without time and number", async () => {
    await choose(csv("own.csv"));
    const form = page.getByRole("form", { name: "Подскажите, где что" });
    const begin = form.getByRole("combobox", { name: "«Начало»" });
    assert.equal(await begin.inputValue(), "start");
    await clean(page, "mapping");
    await shoot(page, "losses-mapping");
    await begin.selectOption("ignored");
    await form.getByText("Ещё не видно: когда был звонок.").waitFor();
    assert.equal(
      await form.getByRole("button", { name: "Посчитать" }).isDisabled(),
      true,
    );
    await begin.selectOption("start");
    await form.getByRole("button", { name: "Посчитать" }).click();
    await row("own.csv").getByText("4 810 строк").waitFor();
  });

  await test("a file dropped anywhere on the page is taken", async () => {
    const dropped = await page.evaluateHandle(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(["a;b\n1;2"], "dropped.csv"));
      return transfer;
    });
    await page.dispatchEvent("h1", "dragenter", { dataTransfer: dropped });
    await page.getByText("Отпускайте: посчитаем").waitFor();
    await page.dispatchEvent("h1", "drop", { dataTransfer: dropped });
    await row("dropped.csv").getByText("4 810 строк").waitFor();
  });
  await end();
}

async function inside(test, browser) {
  const { page, mock, end } = await scene(browser);
  await test("losses of the own journal: the period lives in the address", async () => {
    await page.getByRole("link", { name: "Потери" }).click();
    await page.getByRole("heading", { name: "Отчёт по журналу" }).waitFor();
    await page.getByText("7 дней", { exact: true }).click();
    await page.waitForURL(/days=7/);
  });

  await test("a figure is a door to the people behind it, and they to their calls", async () => {
    await page
      .getByRole("table")
      .getByRole("link", { name: "33 человека: кто это и когда звонили" })
      .click();
    await page.waitForURL(/\/losses\/lost\?.*cause=nobody_answered/);
    const people = page.getByRole("list", { name: "Потерянные" });
    await people.getByText("ещё можно вернуть").first().waitFor();
    assert.equal(await people.locator("> li").count(), 20);
    await clean(page, "people lost");
    await shoot(page, "losses-lost");
    await page.getByRole("button", { name: "Показать ещё" }).click();
    await page
      .getByRole("button", { name: "Показать ещё" })
      .waitFor({ state: "detached" });
    assert.equal(await people.locator("> li").count(), 33);
    await people.getByRole("list").first().getByRole("link").first().click();
    await page.waitForURL(/\/calls\/call_/);
    await page.goBack();
    await page.getByRole("link", { name: "К отчёту" }).click();
    await page.waitForURL(/\/losses\?/);
  });

  await test("a place of loss leads to its people too, and where there are none it says what would be here", async () => {
    await page
      .getByRole("link", { name: /26 человек/ })
      .first()
      .click();
    await page.waitForURL(/cause=out_of_hours/);
    await page.goto(`${mock.url}/losses/lost?from=2001-01-01&to=2001-01-31`);
    await page.getByText("За этот срок таких нет").waitFor();
    await clean(page, "nobody lost");
  });

  await test("a period without calls teaches what would be here", async () => {
    await page.goto(`${mock.url}/losses?from=2001-01-01&to=2001-01-31`);
    await page.getByText("За этот срок никто не звонил").waitFor();
    await clean(page, "losses, empty");
    await shoot(page, "losses-empty");
  });

  await test("an administrator names the sites that may show the calculator, and gets the line to paste", async () => {
    const admin = await scene(browser);
    await admin.page.goto(`${admin.mock.url}/settings/site`);
    const sites = admin.page.getByRole("textbox", { name: "Сайты" });
    const save = admin.page.getByRole("button", { name: "Сохранить" });
    await sites.fill("https://www.example.com\nexample.com/shop");
    await says(admin.page, "«example.com/shop» — не адрес сайта");
    assert.equal(await save.isDisabled(), true);
    await clean(admin.page, "a wrong site");
    await sites.fill("https://www.example.com\nhttps://shop.example:8443");
    await says(admin.page, "Калькулятор смогут показать 2 сайта");
    await save.click();
    await admin.page.getByText("Сохранено").waitFor();
    assert.deepEqual(admin.mock.world.sites, [
      "https://www.example.com",
      "https://shop.example:8443",
    ]);
    await says(
      admin.page,
      `<iframe src="${admin.mock.url}/calculator?language=ru"`,
    );
    await shoot(admin.page, "settings-site");
    await admin.page.getByRole("button", { name: "Вернуть" }).click();
    await admin.page.getByText("Калькулятор сможет показать 1 сайт").waitFor();
    await admin.end();
  });
  await end();

  const agent = await scene(browser, { login: "103" });
  await test("an agent is told who sees losses", async () => {
    await agent.page.goto(`${agent.mock.url}/losses`);
    await agent.page
      .getByText("Потери видят руководители и администраторы")
      .waitFor();
  });
  await agent.end();
}

const LOOKS = {
  "light-ru": [{ viewport: DESKTOP, colorScheme: "light" }, "ru"],
  "dark-en": [{ viewport: DESKTOP, colorScheme: "dark" }, "en"],
  "phone-dark-ru": [{ viewport: PHONE, colorScheme: "dark" }, "ru"],
  "phone-light-en": [{ viewport: PHONE, colorScheme: "light" }, "en"],
};

async function everyLook(test, browser) {
  for (const [name, [options, language]] of Object.entries(LOOKS)) {
    await test(`${name}: the calculator and its report are accessible and fit the width`, async () => {
      const { page, end } = await stranger(
        browser,
        options,
        `?language=${language}`,
      );
      await shoot(page, `${name}-calculator`);
      await page
        .locator("input[type=file]")
        .setInputFiles([csv("october.csv")]);
      await page.locator("[data-report] canvas").waitFor();
      await fits(page);
      await clean(page, "calculator with a report");
      await parts(page, name);
      await page.emulateMedia({ media: "print" });
      await fits(page);
      await page.evaluate(() => scrollTo(0, 0));
      await shoot(page, `${name}-losses-print`);
      await end();
    });
  }
}

/** The report by the parts a person scrolls through. */
async function parts(page, name) {
  const regions = page.locator("[data-report] > section");
  const places = [page.locator("[data-report]"), ...(await regions.all())];
  for (const [place, region] of places.entries()) {
    await region.evaluate((element) => element.scrollIntoView());
    await shoot(page, `${name}-losses-${place}`);
  }
}

async function fits(page) {
  const over = await page.evaluate(
    () => document.documentElement.scrollWidth - window.innerWidth,
  );
  assert.ok(over <= 0, `the page is ${over} px wider than the window`);
}
