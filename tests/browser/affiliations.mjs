/** For whom a client acts: edited on his page and on the company's, with a way back, in both languages and on a phone. */
import assert from "node:assert/strict";
import { PHONE, shoot } from "./chromium.mjs";
import { clean, scene } from "./scene.mjs";

const CLIENT = "/clients/cont_gennady";
const COMPANY = "/companies/comp_uyut";

export async function affiliations(test, browser) {
  await onTheClientsPage(test, browser);
  await onTheCompanysPage(test, browser);
  await onAPhoneInEnglish(test, browser);
}

async function onTheClientsPage(test, browser) {
  const { mock, page, end } = await scene(browser);
  const dialog = page.getByRole("dialog", { name: "Компании" });
  const companies = page.locator("section", {
    has: page.getByRole("heading", { name: "Компании" }),
  });
  const before = mock.world.contacts.find((one) => one.id === "cont_gennady")
    .affiliations.length;

  await test("what stands in a client's way is on his page as on his card", async () => {
    await page.goto(mock.url + CLIENT);
    await page.getByRole("heading", { name: /надо переподписать/ }).waitFor();
    await page.getByText("Складочная, 1").waitFor();
  });

  await test("a company is added to a client, with his role and its days", async () => {
    await page.getByRole("button", { name: "Изменить компании" }).click();
    await dialog.getByRole("button", { name: "Добавить компанию" }).click();
    const line = dialog.locator("fieldset").last();
    await line.getByRole("combobox", { name: "Компания" }).fill("Север");
    await page.getByRole("option", { name: "Северный проект" }).click();
    await line.getByRole("textbox", { name: "Кем" }).fill("консультант");
    await line.getByLabel("С какого дня").fill("2026-02-01");
    await shoot(page, "console-affiliations");
    await clean(page, "affiliations");
    await dialog.getByRole("button", { name: "Сохранить" }).click();
    await dialog.waitFor({ state: "detached" });
    await companies.getByRole("link", { name: "Северный проект" }).waitFor();
    await companies.getByText(/консультант.*2026/).waitFor();
  });

  await test("and taken back by one press", async () => {
    await page.getByRole("button", { name: "Вернуть" }).click();
    await companies
      .getByRole("link", { name: "Северный проект" })
      .waitFor({ state: "detached" });
    assert.equal(
      mock.world.contacts.find((one) => one.id === "cont_gennady").affiliations
        .length,
      before,
    );
  });
  await end();
}

async function onTheCompanysPage(test, browser) {
  const { mock, page, end } = await scene(browser, { colorScheme: "dark" });
  const dialog = page.getByRole("dialog");

  await test("somebody is connected to a company on its page, changed there and let go", async () => {
    await page.goto(mock.url + COMPANY);
    await page.getByRole("button", { name: "Добавить человека" }).click();
    await dialog.getByRole("combobox", { name: "Кто" }).fill("Геннад");
    await page.getByRole("option").first().click();
    await dialog.getByRole("textbox", { name: "Кем" }).fill("прораб");
    await shoot(page, "console-company-person");
    await clean(page, "a company's person");
    await dialog.getByRole("button", { name: "Сохранить" }).click();
    await page.getByText("прораб").waitFor();
    await page
      .getByRole("button", { name: /^Изменить: Геннадий/ })
      .last()
      .click();
    await dialog.getByLabel("По какой день").fill("2026-11-30");
    await dialog.getByRole("button", { name: "Сохранить" }).click();
    await page.getByText(/прораб.*по 30/).waitFor();
    await page
      .getByRole("button", { name: /^Изменить: Геннадий/ })
      .last()
      .click();
    await dialog.getByRole("button", { name: "Больше не связан" }).click();
    await page.getByText("прораб").waitFor({ state: "detached" });
  });
  await end();
}

async function onAPhoneInEnglish(test, browser) {
  const { mock, page, end } = await scene(browser, { viewport: PHONE });
  await page.evaluate(() => localStorage.setItem("otklik.language", "en"));
  await test("companies of a client are edited on a narrow screen in English", async () => {
    await page.goto(mock.url + CLIENT);
    await page.getByRole("button", { name: "Edit companies" }).click();
    const dialog = page.getByRole("dialog", { name: "Companies" });
    await dialog.getByRole("button", { name: "Add a company" }).click();
    const over = await dialog.evaluate(
      (one) => one.scrollWidth - one.clientWidth,
    );
    assert.ok(over <= 0, `the form is ${over} px wider than its window`);
    await shoot(page, "console-affiliations-phone");
    await clean(page, "affiliations on a phone");
  });
  await end();
}
