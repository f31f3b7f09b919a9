// A parent's pages on a phone: three taps to a place, one to take it, two to cancel; the same in Arabic, from right to left, and
// without scripts; light enough for a slow network.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SIZES, axe, bytes, look, outbox, signIn, startMarelle, walk, withMarelle } from './harness.mjs';

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

/** Asks for a morning by its date: the address a tap on that day and that half leads to. */
async function askFor(page, date) {
  await page.goto(`/family/ask?day=${date}&half=morning`);
  await page.locator('main button.big').click();
  await page.waitForURL(/\/family\/requests\//);
  return page.locator('main').innerText();
}

test('Thursday at ten: one seat is held at once; Friday is full: up to three others, and none of them is kept for ever', async () => {
  const fresh = await withFreshDemo();
  try {
    const page = await fresh.phone();
    const thursday = await askFor(page, '2026-11-26');
    assert.match(thursday, /Une place est gardée pour Inès/);
    assert.match(thursday, /Jeudi 26 novembre/);
    assert.match(thursday, /jusqu.à 12\sh/, 'four hours from eight in the morning');
    assert.equal(await page.locator('form.offer').count(), 1);
    await page.locator('form.offer button.big').click();
    await page.waitForURL(/\/family\/places\//);
    assert.match(await page.locator('main').innerText(), /réservé[\s\S]*Jeudi 26 novembre/i);
    await page.goto('/family');
    await look(page, 'parents-home-with-a-place', [SIZES[0]]);

    const friday = await askFor(page, '2026-11-27');
    const offers = await page.locator('form.offer').count();
    assert.ok(offers >= 2 && offers <= 3, `${offers} are offered: ${friday}`);
    assert.match(friday, /Choisissez une place pour Inès/);
    assert.ok(!/Vendredi 27 novembre\s+au matin/.test(friday), 'a full half-day is not offered');
    await look(page, 'parents-choices', [SIZES[0]]);
    await page.locator('form[action$="/none"] button').click();
    assert.match(await page.locator('main').innerText(), /places sont rendues|pas encore|Bonjour/i);

    // A seat given back is anybody's at once: the same morning is offered again.
    const places = page.locator('.place-row');
    await page.goto('/family/places');
    await places.filter({ hasText: /Jeudi 26 novembre/i }).first().click();
    await page.locator('main a.big').click();
    await page.locator('button[name="reason"]').nth(2).click();
    await page.waitForURL(/\/family\/places\/[^/]+$/);
    assert.match(await askFor(page, '2026-11-26'), /Une place est gardée pour Inès[\s\S]*Jeudi 26 novembre/);
  } finally {
    await fresh.stop();
  }
});

test('the link of the text message opens the page on a telephone, and a scanner that follows it opens nothing', async () => {
  const text = await outbox(house, (message) => /\/l\/[\w-]{20,}/.test(message));
  const link = text.match(/\/l\/[\w-]{20,}/)[0];
  const scanner = await house.pageWithoutJavaScript(PHONE);
  await scanner.goto(link);
  assert.equal(await scanner.context().cookies().then((cookies) => cookies.some(({ name }) => /session|marelle/i.test(name) && !/language/i.test(name))), false);
  await look(await openIt(link), 'parents-link', [SIZES[0]]);
  const page = await house.pageWithoutJavaScript(PHONE);
  await page.goto(link);
  await page.locator('main form button.big').first().click();
  await page.waitForURL((url) => url.pathname === '/family');
  assert.equal(await page.locator('h1').count(), 1);
});

async function openIt(link) {
  const page = await house.page(PHONE);
  await page.goto(link);
  return page;
}

/** A demo nobody has asked anything of yet. */
async function withFreshDemo() {
  const marelle = await startMarelle();
  return {
    async phone() {
      const page = await house.page({ ...PHONE, baseURL: marelle.address });
      return signIn(page, 'parent');
    },
    stop: () => marelle.stop(),
  };
}
