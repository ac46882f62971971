/** The console on its mock API: the story of a call, then every page in both themes, languages and widths. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { startMock } from "../../web/console/mock/server.mjs";
import { affiliations } from "./affiliations.mjs";
import { consoleDist, launch, openPage, shoot } from "./chromium.mjs";
import { lateCard } from "./late_card.mjs";
import { everyLoss } from "./losses.mjs";
import { everyForm, everyPage } from "./pages.mjs";
import { card, clean, scene } from "./scene.mjs";

const GENNADY = "+79160000001";
const TWO_PEOPLE = "+74950000050";
const UNKNOWN = "+74990000099";

export async function run(test) {
  assert.ok(
    existsSync(`${consoleDist}/index.html`),
    "build the console first: npm run build in web/console",
  );
  const browser = await launch();
  try {
    await oneCall(test, browser);
    await whileTyping(test, browser);
    await severalAndUnknown(test, browser);
    await promisesAndUndo(test, browser);
    await connection(test, browser);
    await lateCard(test, browser);
    await affiliations(test, browser);
    await everyLoss(test, browser);
    await everyForm(test, browser);
    await everyPage(test, browser);
  } finally {
    await browser.close();
  }
}

const noteField = (page) =>
  page.getByRole("complementary").getByRole("textbox", { name: "Заметка" });

async function oneCall(test, browser) {
  await test("a wrong password is said in words and the login is kept", async () => {
    const mock = await startMock({ dist: consoleDist });
    const { context, page } = await openPage(browser);
    await page.goto(mock.url);
    await page.locator("input[name=login]").fill("101");
    await page.locator("input[name=password]").fill("wrong");
    await page.keyboard.press("Enter");
    await page
      .getByRole("alert")
      .getByText("Логин или пароль не подходят")
      .waitFor();
    assert.equal(await page.locator("input[name=login]").inputValue(), "101");
    await clean(page, "login");
    await shoot(page, "console-login");
    await context.close();
    await mock.close();
  });

  const { mock, page, end } = await scene(browser);
  await test("a known client's card is seen while it rings: greeting, blocker, purchases", async () => {
    await shoot(page, "console-desk-quiet");
    mock.world.ring(GENNADY);
    await card(page).getByText("Геннадий Семёнович, добрый день!").waitFor();
    await card(page).getByText("Договор № 118/09 надо переподписать").waitFor();
    await card(page).getByText("Складочная, 1").waitFor();
    await card(page).getByText("Дверь «Мальта C6»").waitFor();
    await card(page).getByText("просрочено").waitFor();
    await page.getByRole("button", { name: "1 от себя" }).waitFor();
    await clean(page, "ringing card");
    await shoot(page, "console-card-ringing");
  });

  await test("the key of a company chooses on whose behalf he calls", async () => {
    await page.keyboard.press("2");
    await page
      .locator("button[aria-pressed=true]", { hasText: "Дом и сад" })
      .waitFor();
    assert.equal(
      [...mock.world.spokenFor.values()].at(-1),
      "comp_dom",
      "the choice is written on the call",
    );
  });

  await test("a key answers, and nothing in the card moves", async () => {
    const blocker = page.locator("[data-blocker]");
    const before = await blocker.boundingBox();
    await page.keyboard.press("a");
    await page.locator("[data-call-state=talking]").waitFor();
    assert.deepEqual(await blocker.boundingBox(), before);
    await clean(page, "talking");
    await shoot(page, "console-card-talking");
  });

  await test("a note's draft survives a reload, and so does the card", async () => {
    await page.keyboard.press("n");
    await page.keyboard.type("Перенос на субботу");
    await page.reload();
    await card(page).getByText("Геннадий Семёнович, добрый день!").waitFor();
    assert.equal(await noteField(page).inputValue(), "Перенос на субботу");
  });

  await test("Escape leaves the field and keeps the text; hold works by key then", async () => {
    await noteField(page).focus();
    await page.keyboard.press("Escape");
    assert.equal(await noteField(page).inputValue(), "Перенос на субботу");
    await page.keyboard.press("h");
    await page.locator("[data-call-state=held]").waitFor();
    await page.keyboard.press("h");
    await page.locator("[data-call-state=talking]").waitFor();
  });

  await test("the saved note is on the timeline", async () => {
    await noteField(page).focus();
    await page.keyboard.press("Control+Enter");
    await page
      .getByRole("region", { name: "История" })
      .getByText("Перенос на субботу")
      .waitFor();
    assert.equal(await noteField(page).inputValue(), "");
  });

  await test("colleagues who are free come first in the transfer", async () => {
    await page.keyboard.press("Escape");
    await page.keyboard.press("t");
    const first = page
      .getByRole("complementary")
      .getByRole("button", { name: /Олег|Павел|Светлана/ })
      .first();
    await first.getByText("Свободен").waitFor();
    await page.keyboard.press("Escape");
  });

  await test("the card stays after the call ended, until it is put away", async () => {
    await page
      .getByRole("region", { name: "Телефон", exact: true })
      .getByRole("button", { name: /Положить трубку/ })
      .click();
    await page.locator("[data-call-state=ended]").waitFor();
    await card(page).getByText("Геннадий Семёнович, добрый день!").waitFor();
    await page.getByRole("button", { name: "Убрать карточку" }).click();
    await card(page).waitFor({ state: "detached" });
  });
  await end();
}

async function whileTyping(test, browser) {
  const { mock, page, end } = await scene(browser);
  await test("a call takes neither the focus nor the page from one who types", async () => {
    await page.getByRole("link", { name: "Клиенты" }).click();
    const search = page.getByRole("searchbox");
    await search.fill("Орл");
    mock.world.ring(GENNADY);
    const band = page.getByRole("status", { name: "Входящий звонок" });
    await band.getByText("Геннадий Семёнович, добрый день!").waitFor();
    await band.getByText("надо переподписать").waitFor();
    await page.keyboard.type("ов");
    assert.equal(await search.inputValue(), "Орлов");
    await clean(page, "band over a page");
    await shoot(page, "console-band");
  });
  await test("the answer in the band leads to the card", async () => {
    await page
      .getByRole("status", { name: "Входящий звонок" })
      .getByRole("button", { name: /Ответить/ })
      .click();
    await page.locator("[data-call-state=talking]").waitFor();
    await card(page).getByText("Геннадий Семёнович, добрый день!").waitFor();
  });
  await end();
}

async function severalAndUnknown(test, browser) {
  const { mock, page, end } = await scene(browser);
  await test("two people on one number: nobody is chosen silently, a digit chooses", async () => {
    const call = mock.world.ring(TWO_PEOPLE);
    await card(page).getByText("Кто звонит? Нажмите цифру").waitFor();
    await card(page).getByText("По подписи в письме").waitFor();
    await clean(page, "several candidates");
    await shoot(page, "console-several");
    await page.keyboard.press("2");
    await card(page).getByText("Виктор Олегович, добрый день!").waitFor();
    assert.equal(call.contact.id, "cont_viktor");
    mock.world.hangUp(call);
  });

  await test("an unknown caller: the name field takes the focus only with the answer", async () => {
    mock.world.ring(UNKNOWN);
    await card(page).getByText("Незнакомый номер").waitFor();
    const name = page.getByRole("textbox", { name: "Имя и отчество" });
    await clean(page, "unknown caller");
    await shoot(page, "console-unknown");
    assert.equal(
      await name.evaluate((field) => field === document.activeElement),
      false,
    );
    await page.keyboard.press("a");
    await page.waitForFunction(
      () => document.activeElement?.tagName === "INPUT",
    );
    assert.equal(
      await name.evaluate((field) => field === document.activeElement),
      true,
    );
  });

  await test("the new client is written down with his number and greeted by name", async () => {
    await page.keyboard.type("Роман Ильич");
    await page.keyboard.press("Enter");
    await card(page).getByText("Роман Ильич, добрый день!").waitFor();
  });
  await end();
}

async function promisesAndUndo(test, browser) {
  const { page, end } = await scene(browser);
  await test("a withdrawn promise comes back by Undo", async () => {
    await page.getByRole("link", { name: /Обещания/ }).click();
    const row = page.getByRole("row", { name: /Елена/ });
    await row.getByRole("button", { name: "Снять" }).click();
    await row.waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Вернуть" }).click();
    await row.waitFor();
  });

  await test("a promise is kept by a note, and only with one", async () => {
    const row = page.getByRole("row", { name: /Тимур/ });
    await row.getByRole("button", { name: "Сдержано" }).click();
    const done = row.getByRole("button", { name: "Сдержано" }).first();
    assert.equal(await done.isDisabled(), true);
    await row
      .getByRole("textbox", { name: "Как сдержано" })
      .fill("Ответили письмом");
    await done.click();
    await row.waitFor({ state: "detached" });
  });

  await test("one key calls the most burning client back", async () => {
    await page.keyboard.press("c");
    await page
      .getByRole("region", { name: "Телефон", exact: true })
      .getByText("Вызываем")
      .waitFor();
    await page.keyboard.press("Shift+X");
  });

  await test("a deleted client comes back by Undo", async () => {
    await page.getByRole("link", { name: "Клиенты" }).click();
    await page.getByRole("link", { name: /Геннадий Семёнович/ }).click();
    await page.getByRole("button", { name: "Удалить" }).click();
    await page.getByRole("button", { name: "Вернуть" }).click();
    await page.getByRole("link", { name: /Геннадий Семёнович/ }).waitFor();
  });

  await test("of two editors the second is told and keeps his text", async () => {
    await page.getByRole("link", { name: /Геннадий Семёнович/ }).click();
    await page.getByRole("button", { name: "Изменить", exact: true }).click();
    const field = page.getByRole("textbox", { name: "Имя" });
    await field.fill("Геннадий-старший");
    await page.evaluate(() =>
      fetch("/api/v1/contacts/cont_gennady", {
        method: "PATCH",
        headers: {
          "X-Requested-With": "otklik",
          "Content-Type": "application/json",
        },
        body: JSON.stringify({ tier: "A+", version: 1 }),
      }),
    );
    await page.getByRole("button", { name: "Сохранить" }).click();
    await page.getByRole("alert").getByText("изменил кто-то ещё").waitFor();
    assert.equal(await field.inputValue(), "Геннадий-старший");
    await clean(page, "conflict");
    await page.getByRole("button", { name: "Записать мои поверх" }).click();
    await page
      .getByRole("heading", { name: "Геннадий-старший Семёнович Орлов" })
      .waitFor();
  });

  await test("a new phone's password is shown once", async () => {
    await page.getByRole("link", { name: "Настройки" }).click();
    await page.getByRole("link", { name: "Телефоны" }).click();
    await page
      .getByRole("row", { name: /101-desk/ })
      .getByRole("button", { name: "Новый пароль" })
      .click();
    const dialog = page.getByRole("dialog", { name: "Пароль для 101-desk" });
    await dialog.getByRole("button", { name: "Скопировать" }).waitFor();
    await clean(page, "password dialog");
    await shoot(page, "console-device-password");
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
  });

  await test("the palette finds a client by a part of the name", async () => {
    await page.keyboard.press("Control+k");
    await page.locator("input:focus").waitFor();
    await page.keyboard.type("орлов");
    await page.getByRole("option", { name: /Орлов/ }).waitFor();
    await clean(page, "palette");
    await shoot(page, "console-palette");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/clients/cont_gennady");
  });

  await test("a recording plays from where it is sought", async () => {
    const player = page.getByRole("button", { name: "Слушать запись" }).first();
    await player.click();
    await page.getByRole("button", { name: "Пауза" }).waitFor();
    await page
      .getByRole("slider", { name: "Место в записи" })
      .first()
      .fill("8");
    await page.waitForFunction(
      () => document.querySelector("audio").currentTime >= 8,
    );
  });
  await end();
}

async function connection(test, browser) {
  const { mock, page, end } = await scene(browser);
  await test("a cut socket heals itself and brings what was missed", async () => {
    mock.cutSockets();
    mock.world.ring(GENNADY);
    await card(page).getByText("Геннадий Семёнович, добрый день!").waitFor();
  });
  await end();

  const lost = await scene(browser);
  await test("a lost server is said plainly, with the time of the picture", async () => {
    await lost.mock.close();
    await lost.page.getByText("Нет связи с сервером").waitFor();
    await shoot(lost.page, "console-stale");
  });
  await lost.context.close();

  const expired = await scene(browser);
  await test("an ended login leads to the login page and back to the same place", async () => {
    await expired.page.getByRole("link", { name: "Клиенты" }).click();
    expired.mock.logins.clear();
    expired.mock.cutSockets();
    await expired.page.waitForURL("**/login**");
    await expired.page.locator("input[name=login]").fill("101");
    await expired.page.locator("input[name=password]").fill("doors-101");
    await expired.page.keyboard.press("Enter");
    await expired.page.waitForURL("**/clients");
    await expired.page.getByRole("link", { name: /Орлов/ }).waitFor();
  });
  await expired.end();
}
