// The public directory: where there is room near a commune, before anybody types a word about a family.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SIZES, aria, axe, look, walk, withMarelle } from './harness.mjs';

const house = withMarelle({ before, after });

const search = async (page, words, within) => {
  await page.fill('[name="place"]', words);
  if (within) await page.selectOption('[name="km"]', within);
  await page.locator('form.filter button').click();
};
const names = (page) => page.locator('.place h3').allInnerTexts();

test('from the first page to a site with its computed free half-days, its hours and its telephone', async () => {
  const page = await house.page();
  await page.goto('/');
  await page.fill('#search-place', 'lunel');
  await page.locator('form[action="/directory"] button').click();
  // The bus stops around Lunel: it comes after the site in the town itself.
  assert.deepEqual((await names(page)).slice(0, 1), ['Les Petits Pas']);
  const card = await page.locator('.place').first().innerText();
  assert.match(card, /Prochaines demi-journées/);
  assert.match(card, /lundi 23 novembre au matin/);
  assert.match(await page.locator('main').innerText(), /distances sont estimées/i);
  await look(page, 'directory-lunel');

  await page.locator('.place h3 a').first().click();
  const site = await page.locator('main').innerText();
  assert.match(site, /Accueil de loisirs maternel du Parc/);
  assert.match(site, /places? libres?/);
  assert.match(site, /Hors vacances scolaires/);
  assert.doesNotMatch(site, /Benali|Nadia|Inès/, 'nobody is named in public');
  assert.equal(await page.locator('a[href^="tel:+33"]').count(), 1);
  await look(page, 'directory-site');
  const badges = await page.locator('.badge').evaluateAll((all) => all.filter((badge) => badge.scrollWidth > badge.clientWidth + 1).length);
  assert.equal(badges, 0, 'no badge is cut');
});

test('a commune with accents, a post code, a name shared by several, a name nobody knows, a place far from all', async () => {
  const page = await house.page();
  await page.goto('/directory');
  assert.ok((await names(page)).length >= 5, 'all sites before any search');
  await walk(page, 'directory-all');
  await search(page, 'le puy en velay');
  assert.deepEqual(await names(page), ['La Passerelle']);
  await search(page, '34400');
  assert.match(await page.locator('main').innerText(), /Les Petits Pas|Plusieurs communes/);
  await search(page, 'Saint-Just');
  assert.match(await page.locator('main').innerText(), /Plusieurs communes/);
  await look(page, 'directory-which', [SIZES[0]]);
  await search(page, "Nulle-Part-l'Évêque");
  assert.match(await page.locator('.error').innerText(), /Aucune commune connue/);
  assert.equal(await page.inputValue('[name="place"]'), "Nulle-Part-l'Évêque", 'the search comes back filled');
  await look(page, 'directory-unknown', [SIZES[0]]);
  await search(page, 'Brest');
  assert.match(await page.locator('main').innerText(), /Aucune structure ici|Plusieurs communes/);
  await look(page, 'directory-empty', [SIZES[0]]);
});

test('everything is there without scripts, and each card leads to a referral', async () => {
  const [page, plain] = [await house.page(), await house.pageWithoutJavaScript()];
  for (const one of [page, plain]) await one.goto('/directory?place=Lunel');
  assert.equal(await aria(plain, 'main'), await aria(page, 'main'));
  await plain.locator('.place a[href^="/refer"]').first().click();
  await plain.waitForURL(/\/refer/);
  assert.match(await plain.locator('h1').innerText(), /Orienter une famille/);
  assert.match(await plain.locator('main').innerText(), /Les Petits Pas/);
});

test('in English, and from the keyboard', async () => {
  const page = await house.page();
  await page.goto('/language/en?next=/directory');
  assert.equal(await page.locator('html').getAttribute('lang'), 'en');
  await page.keyboard.press('Tab');
  assert.match(await page.evaluate(() => document.activeElement.className), /skip/, 'the first stop jumps to the content');
  await page.keyboard.press('Enter');
  await page.fill('[name="place"]', 'Lunel');
  await page.keyboard.press('Enter');
  await page.waitForURL(/place=Lunel/);
  assert.deepEqual((await names(page)).slice(0, 1), ['Les Petits Pas']);
  await axe(page);
  await walk(page, 'directory-english', [SIZES[0]]);
});
