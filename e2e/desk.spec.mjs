// The desk of the day: what waits, the oldest first, each line leading to where it is done; counts without names for those who only
// count.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SIZES, aria, axe, look, signIn, walk, withMarelle } from './harness.mjs';

const house = withMarelle({ before, after });

/** "11 jours", "1 heure", "à l'instant", in hours; what has no age (a month, a decision) is not compared. */
function hours(age) {
  const [, number, unit] = age.match(/(\d+)\s(jour|heure)/) ?? [];
  if (unit === 'jour') return 24 * number;
  return unit === 'heure' ? Number(number) : undefined;
}

test('a site manager sees today and what waits, the oldest first', async () => {
  const page = await signIn(await house.page(), 'site_manager');
  assert.equal(new URL(page.url()).pathname, '/desk', 'it is her first page');
  const ages = (await page.locator('.desk .age').allInnerTexts()).map(hours).filter((age) => age !== undefined);
  assert.ok(ages.length >= 3);
  assert.deepEqual(ages, [...ages].sort((a, b) => b - a));
  const said = await page.locator('main').innerText();
  assert.match(said, /\d+ choses attendent/);
  assert.match(said, /oriente une famille/);
  assert.match(await page.locator('.today-sessions').innerText(), /Matin, 8\sh\s30/);
  await look(page, 'desk');
});

test('each line leads to where it is done', async () => {
  const page = await signIn(await house.page(), 'site_manager');
  const lines = await page.locator('.desk .desk-text a, .today-title').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
  assert.ok(lines.length >= 5);
  for (const href of lines) {
    const response = await page.goto(href);
    assert.equal(response.status(), 200, href);
    assert.equal(await page.locator('h1').count(), 1, href);
  }
});

test('one takes notice of a referral and answers it from the desk, with a keyboard and without scripts', async () => {
  const page = await signIn(await house.pageWithoutJavaScript(), 'site_manager');
  const before = await page.locator('.desk li').count();
  const line = page.locator('.desk li', { hasText: 'oriente une famille' }).first();
  const number = (await line.innerText()).match(/O\d{5}/)[0];
  await line.locator('a').focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/referrals\//);
  assert.match(await page.locator('h1').innerText(), new RegExp(number));
  await page.locator('#answer details:has(input[value="accept"]) > summary').click();
  await page.check('[name="care_kind"][value="occasional"]');
  await page.locator('form:has([name="decision"][value="accept"]) .form-actions button').click();
  await page.goto('/desk');
  assert.equal(await page.locator('.desk li').count(), before - 1, 'answered: it waits no more');
  assert.ok(!(await page.locator('main').innerText()).includes(number));
});

test('who only counts reads counts, never a name', async () => {
  const manager = await signIn(await house.page(), 'site_manager');
  const names = (await manager.locator('.desk').innerText()).match(/\p{Lu}\p{L}+ \p{Lu}\./gu) ?? [];
  assert.ok(names.length >= 1);
  const page = await signIn(await house.page(), 'administrator');
  await page.goto('/desk');
  const said = await page.locator('main').innerText();
  for (const name of names) assert.ok(!said.includes(name), name);
  assert.ok((await page.locator('#counts tbody tr').count()) >= 1);
  await look(page, 'desk-counts');
});

test('staff see their day and nothing that is not theirs to answer', async () => {
  const page = await signIn(await house.page(), 'staff');
  await page.goto('/desk');
  assert.doesNotMatch(await page.locator('main').innerText(), /oriente une famille/);
  await look(page, 'desk-staff', [SIZES[0], SIZES[1]]);
});

test('the desk says the same without scripts', async () => {
  const [page, plain] = [await signIn(await house.page(), 'site_manager'), await signIn(await house.pageWithoutJavaScript(), 'site_manager')];
  assert.equal(await aria(plain, 'main'), await aria(page, 'main'));
  await axe(page);
  await walk(plain, 'desk-plain', [SIZES[0]]);
});
