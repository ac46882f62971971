/** The console on a real server: sipp calls from outside, a phone rings, and the picture of the README is taken. */
import assert from "node:assert/strict";
import { copyFile, mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { clientCalls } from "../interop/lib/office.mjs";
import { Scene } from "../interop/lib/scene.mjs";
import { serve } from "../interop/lib/server.mjs";
import { talkPhone } from "../interop/lib/talk_phone.mjs";
import { DESKTOP, axe, launch, logIn, openPage, screenshots, shoot } from "./chromium.mjs";
import { losses } from "./real_losses.mjs";

/** What follows the name depends on the hour in Moscow. */
const GREETING = /^Геннадий Семёнович, добр/;
const PICTURES = fileURLToPath(new URL("../../docs/pictures/", import.meta.url));

export async function run(test) {
  const scene = await Scene.begin("browser");
  const browser = await launch();
  try {
    const server = await serve(scene);
    await oneCall(test, scene, server, browser);
    await losses(test, scene, server, browser);
  } catch (error) {
    console.log(await scene.evidence());
    throw error;
  } finally {
    await browser.close();
    await scene.end();
  }
}

async function oneCall(test, scene, server, browser) {
  const phone = await talkPhone(scene, server, "101");
  const { page, errors } = await openPage(browser);
  const card = page.getByRole("article");
  let client;

  await test("real server: an agent logs in and sees his phone is there", async () => {
    await logIn(page, server.http, "101", "doors-101");
    await page.getByRole("region", { name: "Телефон", exact: true }).waitFor();
  });

  await test("real server: a call comes in and the card says who, what stands in the way, and what he bought", async () => {
    client = await clientCalls(scene, server);
    await card.getByText(GREETING).waitFor();
    await card.getByText("Договор нужно переподписать").waitFor();
    await card.getByText("Варшавское шоссе, 26").waitFor();
    await card.getByText("Двери межкомнатные Malta C6").first().waitFor();
    await phone.rings();
    await page.locator("[data-call-state=ringing]").waitFor();
    assert.deepEqual(await axe(page), [], "accessibility of a real card");
    await takePicture(page);
  });

  await test("real server: Answer picks up the desk phone, and the card stays", async () => {
    await page.keyboard.press("a");
    await page.locator("[data-call-state=talking]").waitFor();
    await card.getByText(GREETING).waitFor();
  });

  await test("real server: after hanging up the call is in the client's history", async () => {
    await page.getByRole("region", { name: "Телефон", exact: true }).getByRole("button", { name: /Положить трубку/ }).click();
    await client.line.succeeded();
    await page.locator("[data-call-state=ended]").waitFor();
    await page.locator("a[href^='/clients/contact_']").first().click();
    await page.waitForURL("**/clients/contact_*");
    const story = page.getByRole("region", { name: "История" });
    await story.getByRole("button", { name: "Слушать запись" }).first().waitFor();
    await shoot(page, "real-client");
    assert.deepEqual(errors, [], "no script failed");
  });
}

/** The README's picture: what an agent sees while it rings, down to what the client has bought. */
async function takePicture(page) {
  await page.setViewportSize({ ...DESKTOP, height: 1060 });
  await shoot(page, "console");
  await page.setViewportSize(DESKTOP);
  await mkdir(PICTURES, { recursive: true });
  await copyFile(`${screenshots}console.png`, `${PICTURES}console.png`);
}
