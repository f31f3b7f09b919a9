// A professional asks for a place for a family she accompanies, on one page, and has the answer at once; the family's page lists what
// was asked. All of it by plain links and forms.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SIZES, axe, look, signIn, walk, withMarelle } from './harness.mjs';

const house = withMarelle({ before, after });
const main = (page) => page.locator('main').innerText();
const send = (page) => page.locator('form[action$="/place-requests"] .form-actions button');

/** The page of a family the reader finds by a parent's name. */
async function family(page, role, words) {
  await signIn(page, role);
  await page.goto(`/families?q=${encodeURIComponent(words)}`);
  await page.locator('#families tbody tr a').first().click();
  await page.waitForURL(/\/families\/[\w-]+$/);
  return new URL(page.url()).pathname;
}

for (const javaScript of [true, false]) {
  const how = javaScript ? 'with scripts' : 'without scripts';
  test(`a counsellor asks for half-days and has the answer at once, ${how}`, async () => {
    const page = javaScript ? await house.page() : await house.pageWithoutJavaScript();
    const path = await family(page, 'counsellor', 'le goff');
    await page.locator('#place-requests a.button').click();
    await page.waitForURL(/\/place-requests\/new$/);
    if (javaScript) await look(page, 'asking-form');

    // What is missing is named, and what was said stays.
    await page.selectOption('[name="purpose"]', 'job_interview');
    await page.fill('[name="date_1"]', '2026-12-03');
    await send(page).click();
    assert.match(await page.locator('.error-summary').innerText(), /nécessaire/);
    assert.equal(await page.inputValue('[name="purpose"]'), 'job_interview');
    assert.equal(await page.inputValue('[name="date_1"]'), '2026-12-03');
    if (javaScript) await look(page, 'asking-wrong');

    await page.locator('[name="child"]').first().check();
    await page.check('[name="attested"]');
    await page.selectOption('[name="part_1"]', 'morning');
    if (!javaScript) await page.fill('[name="date_1"]', '2026-12-10');
    await send(page).click();
    await page.waitForURL(/\/place-requests\/[0-9a-f-]{36}$/);
    assert.match(await main(page), /Réponse ferme|Garanti|Réponse le/);
    assert.match(await main(page), /attesté/);
    if (javaScript) await look(page, 'asking-answered');
    const answered = new URL(page.url()).pathname;

    await page.locator('.back a', { hasText: 'Retour à la famille' }).click();
    await page.waitForURL((url) => url.pathname === path);
    assert.equal(await page.locator(`#asked a[href="${answered}"]`).count(), 1, 'the request is on the family’s page');
    assert.match(await page.locator('#place-requests').innerText(), /demandes? de place/);
    if (javaScript) await look(page, 'asking-family');
    await page.goto(`/language/en?next=${path}/place-requests/new`);
    assert.match(await main(page), /Ask for a place/);
    await walk(page, 'asking-english', [SIZES[0]]);
    await page.goto(`/language/fr?next=${path}`);
  });
}

test('the same half-days every week are asked by the keyboard alone', async () => {
  const page = await house.page();
  const path = await family(page, 'counsellor', 'le goff');
  await page.goto(`${path}/place-requests/new`);
  await page.locator('[name="child"]').first().check();
  await page.selectOption('[name="purpose"]', 'training');
  await page.locator('details > summary', { hasText: 'Chaque semaine' }).focus();
  await page.keyboard.press('Enter');
  await page.locator('[name="weekdays"][value="thursday"]').focus();
  await page.keyboard.press('Space');
  await page.selectOption('[name="series_part"]', 'afternoon');
  await page.fill('[name="from"]', '2027-01-04');
  await page.fill('[name="until"]', '2027-01-31');
  await send(page).focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/place-requests\/[0-9a-f-]{36}$/);
  assert.match(await main(page), /jeudi/);
  await axe(page);
});

test('nobody asks for a family that is not there for her', async () => {
  const manager = await house.page();
  await signIn(manager, 'site_manager');
  await manager.goto('/families');
  const links = (page) => page.locator('#families tbody tr a').evaluateAll((all) => all.map((link) => link.getAttribute('href')));
  const hers = await links(manager);
  const counsellor = await signIn(await house.page(), 'counsellor');
  await counsellor.goto('/families');
  const seen = new Set(await links(counsellor));
  const foreign = hers.find((href) => !seen.has(href));
  assert.equal((await counsellor.goto(`${foreign}/place-requests/new`)).status(), 404);
  assert.equal((await manager.goto(`${foreign}/place-requests/new`)).status(), 200);
  const prescriber = await signIn(await house.page(), 'prescriber');
  assert.equal((await prescriber.goto(`${foreign}/place-requests/new`)).status(), 403);
});
