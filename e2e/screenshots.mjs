// The pictures of README.md, taken from the demo: `npm run screenshots` in e2e/ (MARELLE_BIN and CHROMIUM as for the tests).
// Eight bits a pixel are enough for them: `pngquant` or ImageMagick's `convert`, whichever is there, makes them small.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { signIn, startBrowser, startMarelle } from './harness.mjs';
import { paired } from './tablet.mjs';

const OUT = join(dirname(fileURLToPath(import.meta.url)), '..', 'docs', 'screenshots');
const MOST_BYTES = 150 * 1024;
const DESK = { width: 1280, height: 800 };
const TABLET = { width: 1024, height: 768 };
const PHONE = { width: 360, height: 740 };

/** Nothing of the demo's banner: it says the same on every picture. */
const HIDE_BANNER = '.banner { display: none !important }';

function reduce(file) {
  try {
    execFileSync('pngquant', ['--force', '--ext', '.png', '--skip-if-larger', '128', file]);
  } catch {
    execFileSync('convert', [file, '-strip', '-colors', '128', '-define', 'png:compression-level=9', `PNG8:${file}`]);
  }
}

const [marelle, morning, wednesday, browser] = await Promise.all([
  startMarelle(),
  startMarelle({ now: '2026-11-23T09:05' }),
  startMarelle({ now: '2026-11-25T08:40' }),
  startBrowser(),
]);

/** A page of somebody, in a browser of her own. */
async function open(viewport, role, house = marelle) {
  const context = await browser.newContext({
    baseURL: house.address,
    locale: 'fr-FR',
    timezoneId: 'Europe/Paris',
    reducedMotion: 'reduce',
    viewport,
  });
  const page = await context.newPage();
  if (role) await signIn(page, role);
  return page;
}

async function picture(page, name) {
  const file = join(OUT, `${name}.png`);
  // The content policy refuses foreign styles in the page: this one is put in from the browser's side.
  await page.evaluate((style) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    document.adoptedStyleSheets = [sheet];
  }, HIDE_BANNER);
  await page.screenshot({ path: file });
  reduce(file);
  const { size } = await stat(file);
  assert.ok(size <= MOST_BYTES, `${name}.png is ${size} bytes`);
  console.log(`${name}.png ${Math.ceil(size / 1024)} KB`);
}

/** A parent asks for Thursday morning, where there is room; Friday is full, so that there is a choice. */
async function ask(page, date) {
  await page.goto(`/family/ask?day=${date}&half=morning`);
  await page.locator('main button.big').click();
  await page.waitForURL(/\/family\/requests\//);
}

try {
  await mkdir(OUT, { recursive: true });

  const visitor = await open(DESK);
  await visitor.goto('/directory?place=Rillieux-la-Pape&km=50');
  await picture(visitor, 'directory');
  await visitor.goto('/refer?near=Lunel');
  await visitor.locator('.desk li a').first().click();
  await visitor.selectOption('[name="prescriber.kind"]', { index: 1 });
  await visitor.fill('[name="prescriber.organisation"]', 'France Travail Lunel');
  await visitor.fill('[name="prescriber.name"]', 'Rachid Belkacem');
  await visitor.fill('[name="prescriber.email"]', 'rachid.belkacem@exemple.fr');
  await visitor.fill('[name="parent.given_name"]', 'Fatoumata');
  await visitor.fill('[name="parent.family_name"]', "N'Diaye");
  await visitor.fill('[name="parent.phone"]', '06 00 00 00 07');
  await visitor.setViewportSize({ width: 1280, height: 1060 });
  await visitor.evaluate(() => {
    document.activeElement.blur();
    scrollTo(0, 0);
  });
  await picture(visitor, 'referral');

  const manager = await open(DESK, 'site_manager');
  await manager.goto('/desk');
  await picture(manager, 'desk');
  await manager.setViewportSize({ width: 1440, height: 860 });
  await manager.goto('/board');
  await picture(manager, 'board');

  await manager.goto('/plans/new');
  await manager.locator('.form-actions button').click();
  await manager.waitForURL(/\/plans\/[0-9a-f-]{36}/);
  for (let time = 0; time < 60 && (await manager.locator('#figures').count()) === 0; time += 1) {
    await manager.waitForTimeout(500);
    await manager.reload();
  }
  await manager.setViewportSize({ width: 1440, height: 1000 });
  await picture(manager, 'plan');
  await manager.goto(`${manager.url()}/fairness`);
  await picture(manager, 'fairness');

  const staff = await open(TABLET, 'staff', morning);
  await staff.goto('/attendance');
  await picture(staff, 'attendance');
  await staff.goto('/familiarisation');
  await staff.locator('#familiarisations a').first().click();
  await staff.setViewportSize({ width: 1024, height: 1150 });
  await picture(staff, 'first-steps');

  // A room's tablet: six children of a Wednesday, three of them there.
  const room = { marelle: wednesday, page: async ({ viewport = TABLET } = {}) => open(viewport, undefined, wednesday) };
  const { page: office, tablet } = await paired(room, 'Salle des petits');
  for (let there = 1; there <= 3; there += 1) {
    await tablet.locator('.tile').getByRole('button', { name: /^Arrivé/ }).first().click();
    await tablet.locator('.tile.here').nth(there - 1).waitFor();
  }
  await tablet.evaluate(() => scrollTo(0, 0));
  await picture(tablet, 'tablet');
  await office.setViewportSize({ width: 1440, height: 1000 });
  await office.goto('/roster');
  await picture(office, 'roster');

  const parent = await open(PHONE, 'parent');
  await parent.goto('/language/fr?next=/family');
  await ask(parent, '2026-11-26');
  await picture(parent, 'parent-fr');
  await parent.goto('/language/ar?next=/family');
  await ask(parent, '2026-11-27');
  await picture(parent, 'parent-ar');
} finally {
  await browser.close();
  await Promise.all([marelle.stop(), morning.stop(), wednesday.stop()]);
}
