// The week board of a site manager with one free hand: what is free, who waits; book, move, cancel, each with its undo; a rule of
// the house set aside with a reason. All of it by plain links and forms.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SIZES, axe, look, signIn, walk, withMarelle } from './harness.mjs';

const house = withMarelle({ before, after });
// A week that families wait for: a freed place is theirs only when the time to undo is over.
const NEXT_WEEK = '2026-11-30';

async function board(javaScript = true, monday = NEXT_WEEK, context = {}) {
  const page = javaScript ? await house.page(context) : await house.pageWithoutJavaScript(context);
  await signIn(page, 'site_manager');
  await page.goto('/board');
  if (monday) await page.goto(`${new URL(page.url()).pathname}?monday=${monday}`);
  return page;
}

const chips = (page) => page.locator('table.board .chip');
const flash = (page) => page.locator('.flash').innerText();
const undo = (page) => page.locator('.undo-bar button');

/** Takes the first free square of the board to the page that books it; answers with what the square says it is. */
async function openFree(page) {
  const free = page.locator('table.board a.book').first();
  const words = await free.innerText();
  await free.click();
  await page.waitForURL(/\/week\/book/);
  return words.trim();
}

test('the week is read at once: days, premises, seats by class, free seats, who waits', async () => {
  const page = await board(true, null);
  assert.equal(await page.locator('table.board').count(), 1);
  const heads = await page.locator('table.board thead').innerText();
  assert.match(heads, /Accueil de loisirs maternel du Parc/);
  assert.match(heads, /École maternelle Arc-en-Ciel/);
  assert.match(heads, /\d libres?/);
  assert.match(await page.locator('table.board thead').textContent(), /Place d.adaptation\s: \d sur 1/);
  assert.match(await page.locator('.board-side').innerText(), /Yasmine A\./);
  await look(page, 'places-board');

  // Arrow keys go from square to square.
  await page.locator('table.board tbody a').first().focus();
  const first = await page.evaluate(() => document.activeElement.textContent);
  await page.keyboard.press('ArrowRight');
  assert.notEqual(await page.evaluate(() => document.activeElement.textContent), first);
  assert.equal(await page.evaluate(() => document.activeElement.closest('table').dataset.board), '');
});

for (const javaScript of [true, false]) {
  const how = javaScript ? 'with scripts' : 'without scripts';
  test(`a place is booked and taken back, moved and moved back, cancelled and restored, ${how}`, async () => {
    const page = await board(javaScript);
    const before = await chips(page).count();
    await openFree(page);
    if (javaScript) await look(page, 'places-book');
    await page.check('[name="kind"][value="occasional"]');
    await page.selectOption('[name="purpose"]', 'appointment');
    await page.locator('form:has([name="purpose"]) .form-actions button').click();
    await page.waitForURL(/\/week(\?|$)/);
    assert.match(await flash(page), /réservé/);
    assert.equal(await chips(page).count(), before + 1);
    if (javaScript) await look(page, 'places-booked', [SIZES[0]]);
    await undo(page).click();
    await page.waitForURL(/\/week(\?|$)/);
    assert.equal(await chips(page).count(), before, 'the place is free again');

    // A booking that stands: moved to the first half-day that is offered.
    await page.locator('table.board a.chip.booked').first().click();
    await page.waitForURL(/\/board\/bookings\//);
    if (javaScript) await look(page, 'places-booking');
    const title = await page.locator('h1').innerText();
    const later = await page.locator('[name="session"] option', { hasText: 'mercredi 9 décembre' }).first().getAttribute('value');
    await page.selectOption('[name="session"]', later);
    await page.locator('form[action$="/move"] button').click();
    assert.match(await flash(page), /déplacé/);
    await undo(page).click();
    await page.waitForURL(/\/week(\?|$)|\/board\/bookings\//);

    await page.goto(`${new URL(page.url()).pathname}?monday=${NEXT_WEEK}`);
    const standing = await chips(page).count();
    await page.locator('table.board a.chip.booked').first().click();
    assert.equal(await page.locator('h1').innerText(), title, 'it is back where it was');
    await page.check('form[action$="/cancel"] [name="reason"] >> nth=0');
    await page.locator('form[action$="/cancel"] button').click();
    await page.waitForURL(/\/week(\?|$)/);
    assert.match(await flash(page), /annulé/);
    assert.equal(await chips(page).count(), standing - 1);
    if (javaScript) await axe(page);
    await undo(page).click();
    await page.waitForURL(/\/week(\?|$)/);
    assert.equal(await chips(page).count(), standing);
  });
}

test('a child not yet on the board is found by name, accents or not', async () => {
  const page = await board();
  await page.fill('.board-side [name="q"]', 'ines benali');
  await page.locator('.board-side form[role="search"] button').click();
  assert.match(await page.locator('.found').innerText(), /Inès B\./);
  await page.fill('.board-side [name="q"]', 'personne de ce nom');
  await page.locator('.board-side form[role="search"] button').click();
  assert.match(await page.locator('.board-side').innerText(), /Aucun enfant accompagné/);
  await walk(page, 'places-search-none', [SIZES[0]]);
});

test('a name on the board leads to the family', async () => {
  const page = await board(true, null);
  await page.locator('table.board tbody th a').first().click();
  await page.waitForURL(/\/families\//);
  await axe(page);
});

test('a rule of the house refuses, says why, and is set aside with a reason that stays', async () => {
  const page = await board(true, null);
  const path = new URL(page.url()).pathname;
  // The fair share of a week (four half-days): one child fills its week until the rule speaks.
  const child = new URL(await page.locator('table.board a.book').first().getAttribute('href'), house.address).searchParams.get('child');
  let refused = false;
  for (let time = 0; time < 8 && !refused; time += 1) {
    await page.goto(`${path}?monday=2026-12-07&child=${child}`);
    await page.locator(`table.board a.book[href*="${child}"]`).first().click();
    await page.check('[name="kind"][value="occasional"]');
    await page.selectOption('[name="purpose"]', 'training');
    await page.locator('form:has([name="purpose"]) .form-actions button').last().click();
    refused = (await page.locator('.refusal').count()) > 0;
  }
  assert.ok(refused, 'the fair share speaks');
  assert.match(await page.locator('.refusal').innerText(), /semaine/);
  await look(page, 'places-refused');
  await page.locator('form:has([name="override"]) button').click();
  assert.match(await page.locator('main').innerText(), /demande un motif écrit/);
  await page.fill('[name="reason"]', 'Entretien confirmé hier soir, place vide');
  await page.locator('form:has([name="override"]) button').click();
  await page.waitForURL(/\/week(\?|$)/);
  assert.match(await flash(page), /dérogation/);
  await page.goto(`${path}?monday=2026-12-07`);
  await page.locator('table.board a.chip', { hasText: 'dérogation' }).first().click();
  assert.match(await page.locator('main').innerText(), /Entretien confirmé hier soir/);
  await walk(page, 'places-overridden', [SIZES[0]]);
});

for (const javaScript of [true, false]) {
  test(`a request that waits gets its answer, ${javaScript ? 'with' : 'without'} scripts`, async () => {
    const page = await board(javaScript);
    const waits = page.locator('.waiting-list li', { hasNotText: 'Garanti' }).filter({ hasNotText: 'Réponse le' });
    const asked = waits.nth(javaScript ? 0 : 1).locator('a').first();
    await asked.focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/place-requests\//);
    assert.match(await page.locator('h1').innerText(), /Demande de place/);
    if (javaScript) await look(page, 'place-request');
    await page.getByRole('button', { name: 'Prendre la réponse' }).click();
    assert.match(await page.locator('main').innerText(), /Garanti|Réponse le|Réponse ferme/);
    if (javaScript) await look(page, 'place-request-answered');
    const path = new URL(page.url()).pathname;
    await page.goto(`/language/en?next=${path}`);
    assert.match(await page.locator('main').innerText(), /Guaranteed|Answered on|Firm answer/);
    await walk(page, 'place-request-english', [SIZES[0]]);
    await page.goto(`/language/fr?next=${path}`);
  });
}

test('the board shows what was promised', async () => {
  const page = await board();
  assert.match(await page.locator('.waiting-list').innerText(), /Garanti|Réponse le/);
  await look(page, 'places-promised');
});
