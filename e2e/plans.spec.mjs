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

/** Waits, as the page itself does, until what is worked out in the background is there. */
async function workedOut(page, found) {
  for (let time = 0; time < 60 && (await page.locator(found).count()) === 0; time += 1) {
    await page.waitForTimeout(500);
    await page.reload();
  }
  assert.ok((await page.locator(found).count()) > 0, await page.locator('main').innerText());
}

test('who is served, what the weights do and where a half-day is missing, without scripts', async () => {
  const page = await signIn(await house.pageWithoutJavaScript(), 'site_manager');
  const url = await planned(page);
  const tab = (name) => page.locator('.tabs').first().getByRole('link', { name, exact: true }).click();

  await tab('Équité');
  assert.match(await page.locator('main').innerText(), /Aucun groupe n.est servi beaucoup moins|servis? beaucoup moins/);
  assert.match(await page.locator('#by-first-time').innerText(), /Ensemble/);
  assert.ok((await page.locator('svg.bars').count()) > 0, 'a figure beside the tables');
  await walk(page, 'plans-fairness');

  await page.goto(url);
  await tab('Autre barème');
  await page.getByRole('button', { name: 'Recalculer avec chaque poids changé' }).click();
  await workedOut(page, 'text=/Tel quel, le planning sert/');
  await walk(page, 'plans-sensitivity');

  await tab('Où ouvrir');
  assert.equal(await page.locator('svg.map').count(), 1);
  assert.ok((await page.locator('#spots tbody tr').count()) > 3);
  await page.locator('#spots').getByRole('link', { name: 'Demi-journée' }).click();
  assert.match(page.url(), /sort=day/);
  await walk(page, 'plans-siting');
});

test('weights are read in words, adopted with a reason, and the plan says which', async () => {
  const page = await signIn(await house.page(), 'site_manager');
  await page.goto('/plans');
  await page.getByRole('link', { name: 'Le barème' }).click();
  assert.match(await page.locator('main').innerText(), /La troisième séance d.une famille passe après la première d.une autre/);
  assert.match(await page.locator('main').innerText(), /À points égaux, on tire au sort/);
  await look(page, 'plans-weights');
});

test('other weights are adopted with a reason, and hold for the next plan', async () => {
  const page = await signIn(await house.page(), 'administrator');
  await page.goto('/organisations');
  await page.getByRole('link', { name: 'Le barème' }).click();
  const adopt = page.getByRole('link', { name: 'Adopter un autre barème' });
  assert.equal(await adopt.count(), 1, 'who has all sites of the territory may adopt');
  await adopt.click();
  await page.getByLabel('Nom', { exact: true }).fill('territoire-2027-1');
  await page.locator('#further').fill('20 90');
  await page.getByRole('button', { name: 'Adopter ce barème' }).click();
  assert.match(await page.locator('.error-summary').innerText(), /du plus grand au plus petit/);
  await look(page, 'plans-weights-new');
  await page.locator('#further').fill('70 50 30');
  await page.locator('#source').fill('Comité de pilotage');
  await page.getByLabel('Pourquoi').fill('Une quatrième séance compte un peu plus.');
  await page.getByRole('button', { name: 'Adopter ce barème' }).click();
  assert.match(await page.locator('.flash').innerText(), /adopté/);
  assert.match(await page.locator('#versions').innerText(), /territoire-2027-1[\s\S]*en vigueur/);
});

test('a site sees what the order of asking costs, and may choose it with a reason', async () => {
  const page = await signIn(await house.page(), 'site_manager');
  await page.goto('/plans/sharing');
  await axe(page);
  await page.locator('#sharing tbody a').first().click();
  await page.getByRole('button', { name: /Rejouer/ }).click();
  await workedOut(page, 'text=/Calculé le/');
  await look(page, 'plans-sharing');
  await page.getByRole('radio', { name: /Premier arrivé/ }).check();
  await page.getByRole('button', { name: 'Choisir ce partage' }).click();
  assert.match(await page.locator('.error-summary').innerText(), /nécessaire/);
  await page.getByLabel('Pourquoi').fill('Plus simple à dire au téléphone.');
  await page.getByRole('radio', { name: /Ensemble/ }).check();
  await page.getByRole('button', { name: 'Choisir ce partage' }).click();
  assert.match(await page.locator('main').innerText(), /Plus simple à dire au téléphone/);
});

test('the new pages of a plan are accessible', async () => {
  const page = await signIn(await house.page(), 'site_manager');
  const url = await planned(page);
  for (const path of ['', '/fairness', '/sensitivity', '/siting']) {
    await page.goto(`${url}${path}`);
    await axe(page);
  }
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
