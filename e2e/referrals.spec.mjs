// A referral, from the desk of somebody without an account to the site's answer: free half-days before a word is typed, one page of
// seven questions, a receipt to follow; the site answers from its inbox or by the link of the e-mail, where opening changes nothing.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SIZES, axe, look, outbox, signIn, walk, withMarelle } from './harness.mjs';

const house = withMarelle({ before, after });

/** The first site near Lunel, with the half-days that are free there. */
async function chooseSite(page, commune = 'Lunel') {
  await page.goto('/refer');
  await page.fill('#near', commune);
  await page.locator('main form button[type="submit"]').click();
  const first = page.locator('.desk li').first();
  assert.match(await first.innerText(), /Les Petits Pas/);
  assert.match(await first.innerText(), /demi-journées? libres?/, 'free half-days are computed and shown');
  assert.match(await first.innerText(), /Prochaines/);
  return first;
}

/** The seven questions, answered as one does with the parent beside. */
async function answerQuestions(page, { family, child, account = false, urgency = 'days' }) {
  if (!account) {
    await page.selectOption('[name="prescriber.kind"]', { index: 1 });
    await page.fill('[name="prescriber.organisation"]', "Mission locale d'Alès");
    await page.fill('[name="prescriber.name"]', 'Anne-Lise Été');
    await page.fill('[name="prescriber.email"]', 'anne-lise.ete@exemple.fr');
  }
  await page.fill('[name="parent.given_name"]', 'Zélie');
  await page.fill('[name="parent.family_name"]', family);
  await page.fill('[name="parent.phone"]', '06 12 34 56 78');
  await page.selectOption('[name="parent.language"]', 'fr');
  await page.check('[name="parent.safe_contact"][value="normal"]');
  await page.fill('[name="children[0].given_name"]', child);
  await page.fill('[name="children[0].family_name"]', family);
  await page.fill('[name="children[0].birth_date"]', '2025-05-04');
  await page.fill('[name="commune"]', 'Lunel');
  await page.selectOption('[name="purpose"]', 'job_interview');
  await page.check('[name="need.kind"][value="appointment"]');
  await page.fill('[name="need.appointment.date"]', '2026-11-26');
  await page.fill('[name="need.appointment.starts_at"]', '10:00');
  await page.fill('[name="need.appointment.ends_at"]', '11:30');
  await page.check(`[name="urgency"][value="${urgency}"]`);
  await page.selectOption('[name="consent.language"]', 'fr');
  await page.check('[name="consent.read_aloud"]');
}

const send = (page) => page.locator('main form[action="/refer"] .form-actions button').click();

/** Refers a family without an account; answers with the number of the receipt and its address. */
async function refer(page, { family, child }) {
  const site = await chooseSite(page);
  await site.locator('a').click();
  await answerQuestions(page, { family, child });
  await send(page);
  await page.waitForURL(/\/referrals\/follow\//);
  const [number] = (await page.locator('h1').innerText()).match(/O\d+/);
  return { number, receipt: page.url().split('?')[0] };
}

/** The link of the e-mail that told the site about a referral. */
async function linkToAnswer(number) {
  const message = await outbox(house, (text) => text.includes(number) && text.includes('/answer/'));
  return message.match(/\/answer\/[\w-]+/)[0];
}

test('somebody without an account sees free half-days, refers in one page and follows the receipt', async () => {
  const page = await house.page();
  const site = await chooseSite(page);
  await look(page, 'referrals-where');
  await site.locator('a').click();
  await walk(page, 'referrals-refer');
  await axe(page);

  // Sent too early, it comes back filled, each error leading to its field.
  await page.fill('[name="parent.given_name"]', 'Zélie');
  await send(page);
  const summary = page.locator('.error-summary');
  assert.ok((await summary.locator('a').count()) >= 5);
  assert.equal(await page.inputValue('[name="parent.given_name"]'), 'Zélie');
  for (const line of await summary.locator('a').all()) {
    const target = decodeURIComponent((await line.getAttribute('href')).slice(1));
    assert.equal(await page.locator(`[id="${target}"]`).count(), 1, `${target} is somewhere on the page`);
  }
  assert.match(await summary.innerText(), /Votre nom\s: Ce champ est nécessaire/, 'each line names its field');
  await look(page, 'referrals-refer-errors', [SIZES[0]]);

  await answerQuestions(page, { family: "N'Guyen-d'Été", child: 'Loïs' });
  await send(page);
  await page.waitForURL(/\/referrals\/follow\//);
  const receipt = await page.locator('main').innerText();
  assert.match(receipt, /C'est envoyé|C’est envoyé/);
  assert.match(receipt, /O\d{5}/);
  assert.doesNotMatch(receipt, /06 12 34 56 78/, 'the receipt does not repeat the telephone');
  await look(page, 'referrals-receipt');

  // The same address later, from another machine, without an account.
  const other = await house.pageWithoutJavaScript();
  await other.goto(page.url().split('?')[0]);
  assert.match(await other.locator('main').innerText(), /Envoyée/);
  assert.doesNotMatch(await other.locator('main').innerText(), /C’est envoyé|C'est envoyé/, 'the receipt is said once');
});

test('without scripts: a referral is sent, the site answers by the link of its e-mail, the receipt says so', async () => {
  const page = await house.pageWithoutJavaScript({ viewport: SIZES[0] });
  const { number, receipt } = await refer(page, { family: 'Sans-Script', child: 'Ada' });
  const answer = await linkToAnswer(number);

  // Mail scanners and hurried readers open links: nothing is answered, nothing is even seen.
  const site = await house.pageWithoutJavaScript();
  for (let time = 0; time < 2; time += 1) {
    const response = await site.goto(answer);
    assert.equal(response.status(), 200);
  }
  await page.goto(receipt);
  assert.match(await page.locator('.badge').first().innerText(), /Envoyée/, 'opening the link changed nothing');

  await walk(site, 'referrals-by-link');
  await site.locator('#answer details:has(input[value="accept"]) > summary').click();
  await site.fill('[name="accept.message"]', 'Nous appelons Zélie demain.');
  await site.check('[name="care_kind"][value="occasional"]');
  await site.locator('form:has([name="decision"][value="accept"]) .form-actions button').click();
  assert.match(await site.locator('main').innerText(), /réponse est enregistrée/);
  await walk(site, 'referrals-by-link-accepted', [SIZES[0]]);
  const again = await site.goto(answer);
  assert.equal(await site.locator('[name="decision"]').count(), 0, `answered once, the link answers no more (${again.status()})`);

  await page.goto(receipt);
  assert.match(await page.locator('main').innerText(), /Acceptée/);
  assert.match(await page.locator('main').innerText(), /Nous appelons Zélie demain/);
});

test('the site manager reads, asks, gets the reply and refuses with a reason and words of her own', async () => {
  const page = await house.page();
  const { number, receipt } = await refer(page, { family: 'Question', child: 'Bo' });

  const desk = await signIn(await house.page(), 'site_manager');
  await desk.goto('/referrals/inbox');
  await look(desk, 'referrals-inbox');
  await desk.getByRole('link', { name: number, exact: true }).click();
  await look(desk, 'referrals-file');
  await desk.locator('form[action$="/seen"] button').click();
  await page.goto(receipt);
  assert.match(await page.locator('.badge').first().innerText(), /Vue/);

  await desk.locator('#answer details:has(input[value="ask"]) > summary').click();
  await desk.fill('[name="ask.message"]', 'Le parent a-t-il un second rendez-vous ?');
  await desk.locator('form:has([name="decision"][value="ask"]) .form-actions button').click();

  await page.goto(receipt);
  assert.match(await page.locator('main').innerText(), /second rendez-vous/);
  await look(page, 'referrals-question', [SIZES[0]]);
  await page.fill('[name="message"]', 'Non, un seul.');
  await page.locator('form:has([name="message"]) button').click();

  await desk.reload();
  assert.match(await desk.locator('main').innerText(), /Non, un seul\./);
  await desk.locator('#answer details:has([name="refuse"]) > summary').click();
  await desk.check('[name="refuse"][value="site_full"]');
  await desk.locator('form:has([name="refuse"]) .form-actions button').click();
  const proposed = await desk.inputValue('[name="refuse.message"]');
  assert.match(proposed, /Bonjour/, 'a message is proposed for the reason');
  await axe(desk);
  await desk.fill('[name="refuse.message"]', `${proposed} Bien à vous.`);
  await desk.locator('form:has([name="reason_code"]) .form-actions button').click();
  assert.match(await desk.locator('main').innerText(), /Refusée/);

  await page.goto(receipt);
  const told = await page.locator('main').innerText();
  assert.match(told, /Refusée/);
  assert.match(told, /Bien à vous\./);
  await look(page, 'referrals-refused');
});

test('a signed-in prescriber finds her referrals, refers without saying who she is, and reads no childhood', async () => {
  const page = await signIn(await house.page(), 'prescriber');
  await page.goto('/referrals');
  await look(page, 'referrals-mine');
  const rows = await page.locator('#referrals tbody tr').count();
  assert.ok(rows >= 3);
  await page.goto('/referrals?part=all&q=Benali');
  assert.equal(await page.locator('#referrals tbody tr').count(), 1);

  const site = await chooseSite(page);
  await site.locator('a').click();
  assert.equal(await page.locator('[name="prescriber.name"]').count(), 0, 'she is signed in: nothing about her is asked');
  await answerQuestions(page, { family: 'Zoubir', child: 'Naël', account: true });
  await send(page);
  await page.waitForURL(/\/referrals\/follow\//);
  await axe(page);

  await page.goto('/referrals?part=all&q=Benali');
  await page.locator('#referrals tbody th a').first().click();
  const status = await page.locator('main').innerText();
  assert.match(status, /Première demi-journée/);
  assert.doesNotMatch(status, /Arrivée à|Absence/, 'status only, nothing of the child’s days');
  await look(page, 'referrals-status');
});
