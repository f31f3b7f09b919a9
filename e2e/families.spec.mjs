// A counsellor and a site manager read the families they accompany and no other; what protects a family opens by a gesture that is
// written down.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SIZES, axe, look, signIn, walk, withMarelle } from './harness.mjs';

const house = withMarelle({ before, after });
const rows = (page) => page.locator('#families tbody tr');
const main = (page) => page.locator('main').innerText();

test('a counsellor finds a parent by name, accents or not, and keeps her situation up to date', async () => {
  const page = await signIn(await house.page(), 'counsellor');
  await page.goto('/families');
  const all = await rows(page).count();
  assert.ok(all >= 2);
  await look(page, 'families');
  await page.fill('[data-search]', 'le goff d aubigne');
  await page.keyboard.press('Enter');
  await page.waitForURL(/q=/);
  assert.equal(await rows(page).count(), 1);
  await rows(page).first().locator('a').click();
  await page.waitForURL(/\/families\/[\w-]+$/);
  assert.match(await main(page), /Élouan/);
  await look(page, 'families-family');

  await page.locator('details > summary', { hasText: 'Ajouter une situation' }).click();
  await page.locator('form[action$="/situations"] .form-actions button').click();
  assert.ok((await page.locator('.error').count()) >= 1, 'an empty situation comes back with what is missing');
  await page.locator('form[action$="/situations"] [name="parent_id"]').first().check();
  await page.selectOption('form[action$="/situations"] [name="kind"]', 'in_training');
  await page.fill('form[action$="/situations"] [name="from"]', '2026-11-23');
  await page.locator('form[action$="/situations"] .form-actions button').click();
  assert.match(await main(page), /En formation depuis le 23 novembre 2026|En formation le 23 novembre 2026/);
  await axe(page);

  await page.goto('/families?q=personne');
  assert.match(await main(page), /Aucun|aucun/);
  await look(page, 'families-none', [SIZES[0]]);
});

test('a family one does not accompany is not there', async () => {
  const manager = await signIn(await house.page(), 'site_manager');
  await manager.goto('/families');
  const hers = await rows(manager).locator('a').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
  const counsellor = await signIn(await house.page(), 'counsellor');
  await counsellor.goto('/families');
  const seen = new Set(await rows(counsellor).locator('a').evaluateAll((links) => links.map((link) => link.getAttribute('href'))));
  const foreign = hers.find((href) => !seen.has(href));
  assert.ok(foreign, 'the site accompanies more families than this counsellor');
  assert.equal((await counsellor.goto(foreign)).status(), 404);
  assert.equal((await manager.goto(foreign)).status(), 200);
  const staff = await signIn(await house.page(), 'staff');
  assert.equal((await staff.goto(foreign)).status(), 403, 'a role that sees no family at all is told so');
});

test('what protects a family opens by a gesture, and the gesture is written down; without scripts', async () => {
  const page = await signIn(await house.pageWithoutJavaScript(), 'site_manager');
  await page.goto('/families?q=martin');
  assert.match(await rows(page).first().innerText(), /Famille protégée/);
  await rows(page).first().locator('a').click();
  assert.doesNotMatch(await main(page), /Adresse tenue secrète/, 'not by opening the page');
  await walk(page, 'families-protected');
  await page.locator('form[action$="/shield"] button').click();
  assert.match(await main(page), /Adresse tenue secrète/);

  const audit = await signIn(await house.page(), 'administrator');
  await audit.goto('/audit');
  assert.match(await audit.locator('#lines').innerText(), /Sophie L.Hostis/);
  assert.doesNotMatch(await audit.locator('#lines').innerText(), /Martin|Adresse tenue/, 'the journal names no family');
});
