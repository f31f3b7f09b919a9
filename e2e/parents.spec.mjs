// A parent's pages on a phone: three taps to a place, one to take it, two to cancel; the same in Arabic, from right to left, and
// without scripts; light enough for a slow network.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SIZES, axe, bytes, signIn, walk, withMarelle } from './harness.mjs';

const house = withMarelle({ before, after });
const PHONE = { viewport: SIZES[0] };
const KILOBYTES = 50;

/** A phone on which the parent's page is open. */
async function phone(context = {}, javaScript = true) {
  const made = { ...PHONE, ...context };
  const page = javaScript ? await house.page(made) : await house.pageWithoutJavaScript(made);
  await signIn(page, 'parent');
  await page.goto('/family');
  return page;
}

async function speaks(page, language) {
  await page.locator(`.languages a[lang="${language}"]`).click();
  await page.waitForURL((url) => url.pathname === '/family');
  assert.equal(await page.locator('html').getAttribute('lang'), language);
}

/** Taps the first open day from the `from`th on, the first open half, and sends; answers with the page of the answer. */
async function ask(page, name, from = 2) {
  await page.goto('/family');
  await page.locator('a[href="/family/ask"]').first().click();
  if (name) await walk(page, `${name}-ask-1-day`, [SIZES[0]]);
  if (name) await axe(page);
  await page.locator('a.day').nth(from).click();
  if (name) await walk(page, `${name}-ask-2-half`, [SIZES[0]]);
  if (name) await axe(page);
  await page.locator('button[name="half"]:enabled').first().click();
  if (name) await walk(page, `${name}-ask-3-send`, [SIZES[0]]);
  if (name) await axe(page);
  await page.locator('main button.big').click();
  await page.waitForURL(/\/family\/requests\//);
}

for (const [language, direction, javaScript] of [
  ['fr', 'ltr', true],
  ['ar', 'rtl', true],
  ['fr', 'ltr', false],
  ['ar', 'rtl', false],
]) {
  const name = `parents-${language}${javaScript ? '' : '-plain'}`;
  test(`three taps, a choice, a cancellation and its undoing: ${name}`, async () => {
    const page = await phone({}, javaScript);
    await speaks(page, language);
    assert.equal(await page.locator('html').getAttribute('dir'), direction);
    assert.equal(await page.locator('.unreviewed').count(), language === 'ar' ? 1 : 0);
    assert.ok((await page.locator('main .big').count()) <= 2, 'at most two big buttons');
    await walk(page, `${name}-home`, [SIZES[0]]);
    if (javaScript) await axe(page);

    await ask(page, javaScript ? name : undefined, language === 'ar' ? 4 : 2);
    await walk(page, `${name}-answer`, [SIZES[0]]);
    if (javaScript) await axe(page);
    const takes = page.locator('form.offer button.big');
    assert.ok((await takes.count()) >= 1, `nothing is offered: ${await page.locator('main').innerText()}`);
    await takes.first().click();
    await page.waitForURL(/\/family\/places\//);
    await walk(page, `${name}-place`, [SIZES[0]]);
    if (javaScript) await axe(page);

    await page.locator('main a.big').click();
    await walk(page, `${name}-cancel`, [SIZES[0]]);
    if (javaScript) await axe(page);
    await page.locator('button[name="reason"]').nth(1).click();
    await page.waitForURL(/\/family\/places\/[^/]+$/);
    await walk(page, `${name}-cancelled`, [SIZES[0]]);
    if (javaScript) await axe(page);
    await page.locator('form.second button').click();
    await page.waitForURL(/\/family\/places\/[^/]+$/);

    await page.goto('/family/places');
    assert.ok((await page.locator('.place-row').count()) >= 1);
    await walk(page, `${name}-places`, [SIZES[0]]);
    if (javaScript) await axe(page);
    // Leave the world as it was for the next language.
    await page.locator('.place-row').first().click();
  });
}

test('no page of a parent shows a surname, and every telephone keeps its direction', async () => {
  const page = await phone();
  await speaks(page, 'ar');
  for (const call of await page.locator('a.call bdi').all()) assert.equal(await call.getAttribute('dir'), 'ltr');
});

test('the first view weighs at most 50 KB and asks nobody else', async () => {
  const page = await phone();
  const fresh = await house.page({ ...PHONE, storageState: await page.context().storageState() });
  const { total, requests } = await bytes(fresh, '/family');
  const foreign = requests.filter(({ url }) => !url.startsWith(house.address));
  assert.deepEqual(foreign, []);
  assert.ok(total <= KILOBYTES * 1024, `${total} bytes: ${JSON.stringify(requests)}`);
  console.log(`first view: ${total} bytes`);
});

test('a page that is closed says how to open it again', async () => {
  const page = await house.page(PHONE);
  await page.goto('/family');
  await page.waitForURL(/\/l$/);
  await walk(page, 'parents-closed', [SIZES[0]]);
  await axe(page);
});

test('"this is not me" asks before it closes the number', async () => {
  const page = await phone();
  await page.locator('a[href="/family/not-me"]').click();
  await walk(page, 'parents-not-me', [SIZES[0]]);
  await axe(page);
});
