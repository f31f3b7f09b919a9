// The week that is planned: from requests that wait to messages that left, with a keyboard and without scripts.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, look, outbox, signIn, walk, withMarelle } from './harness.mjs';

const house = withMarelle({ before, after });

/** Asks for a plan of next week and waits, as the page itself does, until it is there. */
async function planned(page) {
  await page.goto('/plans/new');
  await page.getByLabel('Temps de calcul').fill('3');
  await page.locator('.form-actions button').click();
  await page.waitForURL(/\/plans\/[0-9a-f-]{36}/);
  for (let time = 0; time < 40 && (await page.locator('#figures').count()) === 0; time += 1) {
    await page.waitForTimeout(500);
    await page.reload();
  }
  assert.equal(await page.locator('#figures').count(), 1, await page.locator('main').innerText());
  return page.url();
}

const cell = (page, row) => page.locator('#figures tbody tr', { hasText: row }).locator('td');

test('nothing is planned yet, and the page says how to begin', async () => {
  const page = await signIn(await house.page(), 'site_manager');
  await page.locator('.main-nav a', { hasText: 'Planification' }).click();
  assert.match(await page.locator('main').innerText(), /Aucun planning calculé/);
  await look(page, 'plans-empty');
  await page.goto('/plans/new');
  assert.equal(await page.getByLabel('Un jour de la semaine').inputValue(), '2026-11-30', 'next week');
  await look(page, 'plans-new');
  await page.getByLabel('Temps de calcul').fill('0');
  await page.locator('.form-actions button').click();
  assert.match(await page.locator('.error-summary').innerText(), /1/);
});

test('a week goes from waiting requests to published messages without scripts', async () => {
  const page = await signIn(await house.pageWithoutJavaScript(), 'site_manager');
  const url = await planned(page);
  const served = async () => Number((await cell(page, 'Demandes servies').first().innerText()).match(/^(\d+)/)[1]);
  const asked = Number((await cell(page, 'Demandes servies').first().innerText()).match(/(\d+)$/)[1]);
  assert.ok(asked >= 15, `${asked} requests were asked`);
  assert.ok((await served()) > 0);
  const points = (await cell(page, 'Points').allInnerTexts()).map((text) => Number(text.replace(/\D/g, '')));
  assert.ok(points[0] >= points[1], 'the plan is worth no less than first come, first served');
  assert.match(await page.locator('.lead').innerText(), /meilleur planning possible/);
  const reasons = await page.locator('#unserved tbody tr').count();
  assert.equal(reasons, asked - (await served()), 'every request that is not served has its reason');
  await walk(page, 'plans-proposed');

  // A place is kept, moved by hand, and the plan made again around it.
  await page.locator('.chip.waiting').first().click();
  await page.locator('.page-header button').click();
  assert.match(await page.locator('.page-header').innerText(), /gardée/);
  await walk(page, 'plans-place');
  await page.goto(url);
  await page.getByRole('button', { name: /Calculer de nouveau en gardant/ }).click();
  await page.waitForURL((next) => next.href !== url);
  for (let time = 0; time < 40 && (await page.locator('#figures').count()) === 0; time += 1) {
    await page.waitForTimeout(500);
    await page.reload();
  }
  assert.match(await page.locator('.board').innerText(), /gardée/);

  await page.getByRole('button', { name: /^Publier/ }).click();
  assert.match(await page.locator('.flash').innerText(), /réservée/);
  assert.match(await page.locator('.page-header').innerText(), /Publié/);
  const message = await outbox(house, (text) => text.includes('vous avez une place'));
  assert.match(message, /Les Petits Pas/);
  await walk(page, 'plans-published');
});

test('a question is answered beside the plan, and cannot be published', async () => {
  const page = await signIn(await house.page(), 'site_manager');
  await planned(page);
  await page.getByRole('radio', { name: 'Une place de plus toute la semaine' }).check();
  await page.getByRole('button', { name: 'Poser la question' }).click();
  for (let time = 0; time < 40 && (await page.locator('#figures').count()) === 0; time += 1) {
    await page.waitForTimeout(500);
    await page.reload();
  }
  assert.match(await page.locator('main').innerText(), /Et s.il y avait une place de plus/);
  assert.equal(await page.getByRole('button', { name: /^Publier/ }).count(), 0);
  await axe(page);
});
