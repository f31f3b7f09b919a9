// What every browser test stands on: a Marelle of its own on a free port with the demo world and a fixed clock, and a Chromium.
// The browser and the program come from `cargo xtask test --only e2e` (CHROMIUM, MARELLE_BIN); by hand the usual places are tried.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);

/** The clock of every browser test, unless it asks for another. A Monday, before the first session of the day. */
export const NOW = '2026-11-23T08:00';

/** The phone of a parent, the tablet of a room, the screen of an office. */
export const SIZES = [
  { width: 360, height: 740 },
  { width: 1024, height: 768 },
  { width: 1440, height: 900 },
];

/** Where screenshots go; never committed from here. */
export const OUTPUT = join(here, 'output');

/**
 * Where the sign-in page of the demo has its buttons; each test names a role by the word of the access table.
 * One place to change when that page changes.
 */
export const SIGN_IN = {
  path: '/sign-in',
  button: (role) => `button[name="demo"][value="${role}"]`,
};

const STARTS_WITHIN = 60_000;
const STOPS_WITHIN = 5_000;
const OUTBOX_TRIES = 30;

const CHROMIUM_ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
];

/**
 * Starts a demo of its own, or an empty installation (`serve`, which keeps the machine's time), and waits until it answers.
 * With the `data` of one that was stopped with `{ keep: true }` it goes on where that one was, at another time if one likes.
 * @param {{ command?: 'demo' | 'serve', now?: string, data?: string, more?: string[], environment?: Record<string, string> }} [options]
 * @returns {Promise<{ address: string, data: string, said: () => string, now: () => Date, stop: (how?: { keep?: boolean }) => Promise<void> }>}
 */
export async function startMarelle({ command = 'demo', now = NOW, data: kept, more = [], environment = {} } = {}) {
  const program = process.env.MARELLE_BIN ?? join(here, '..', 'target', 'debug', 'marelle');
  assert.ok(existsSync(program), `${program} is not built: cargo build -p marelle`);
  const data = kept ?? (await mkdtemp(join(tmpdir(), 'marelle-e2e-')));
  const child = spawn(program, [command, '--port', '0', '--data', data, ...(command === 'demo' ? ['--now', now] : []), ...more], {
    env: { ...process.env, NO_COLOR: '1', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // The demo's clock starts with the program, in the time of Paris, which is an hour ahead in every season these tests live in.
  const began = Date.now();
  const told = command === 'demo' ? Date.parse(`${now}+01:00`) : began;
  let said = '';
  const ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve(code ?? signal)));
  const listening = new Promise((resolve) => {
    const listen = (chunk) => {
      said += chunk;
      const found = said.match(/listening on (http:\/\/[\w.:[\]-]+)/);
      if (found) resolve(found[1]);
    };
    child.stdout.setEncoding('utf8').on('data', listen);
    child.stderr.setEncoding('utf8').on('data', listen);
  });
  const stop = async ({ keep = false } = {}) => {
    child.kill('SIGTERM');
    await Promise.race([ended, pause(STOPS_WITHIN)]);
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await ended;
    if (!keep) await rm(data, { recursive: true, force: true });
  };
  try {
    const address = await Promise.race([
      listening,
      ended.then((how) => Promise.reject(new Error(`marelle ended (${how}) before it listened:\n${said}`))),
      pause(STARTS_WITHIN).then(() => Promise.reject(new Error(`marelle did not listen within ${STARTS_WITHIN} ms:\n${said}`))),
    ]);
    await fetch(address, { redirect: 'manual' });
    return { address, data, said: () => said, now: () => new Date(told + Date.now() - began), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A Chromium that talks to nobody but the page's own server. */
export function startBrowser() {
  const usual = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
  const executablePath = process.env.CHROMIUM ?? usual.find(existsSync);
  assert.ok(executablePath, 'no Chromium: cargo xtask browser');
  return chromium.launch({ executablePath, args: CHROMIUM_ARGUMENTS });
}

/**
 * Both, started before the tests of a file and stopped after them.
 *
 *     const house = withMarelle({ before, after });
 *     test('…', async () => { const page = await house.page(); … });
 *
 * @param {{ before: Function, after: Function }} hooks the hooks of `node:test`
 * @param {Parameters<typeof startMarelle>[0]} [options]
 */
export function withMarelle({ before, after }, options) {
  const house = {
    marelle: undefined,
    browser: undefined,
    get address() {
      return house.marelle.address;
    },
    /** A page in a context of its own: no cookie of another test. */
    async page(context = {}) {
      const made = await house.browser.newContext({ baseURL: house.address, ...defaults(), ...context });
      const page = await made.newPage();
      page.setDefaultTimeout(10_000);
      return page;
    },
    /** The same, in a browser whose scripts are switched off. */
    async pageWithoutJavaScript(context = {}) {
      return house.page({ ...context, javaScriptEnabled: false });
    },
  };
  before(async () => {
    // Both are waited for, so that the one that runs is stopped when the other fails to start.
    const [marelle, browser] = await Promise.allSettled([startMarelle(options), startBrowser()]);
    house.marelle = marelle.value;
    house.browser = browser.value;
    for (const { reason } of [marelle, browser]) if (reason) throw reason;
  });
  after(async () => {
    await house.browser?.close();
    await house.marelle?.stop();
  });
  return house;
}

/** A context of any browser where scripts are switched off; `house.pageWithoutJavaScript()` is the usual way. */
export function withoutJavaScript(browser, context = {}) {
  return browser.newContext({ ...defaults(), ...context, javaScriptEnabled: false });
}

function defaults() {
  return { locale: 'fr-FR', timezoneId: 'Europe/Paris', viewport: SIZES[1], reducedMotion: 'reduce' };
}

/** Signs in as one of the demo's roles, by the button a newcomer would click. */
export async function signIn(page, role) {
  await page.goto(SIGN_IN.path);
  const button = page.locator(SIGN_IN.button(role)).first();
  assert.equal(await button.count(), 1, `the sign-in page offers no button for ${role}`);
  await button.click();
  await page.waitForURL((url) => url.pathname !== SIGN_IN.path);
  return page;
}

/**
 * Photographs the page as it is at each size, and refuses a page that scrolls sideways.
 * The pictures are `e2e/output/<name>-<width>.png`.
 */
export async function walk(page, name, sizes = SIZES) {
  await mkdir(OUTPUT, { recursive: true });
  for (const size of sizes) {
    await page.setViewportSize(size);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    await page.screenshot({ path: join(OUTPUT, `${name}-${size.width}.png`), fullPage: true });
    assert.ok(wide <= 0, `${name} is ${wide} px wider than a screen of ${size.width} px`);
  }
}

/** Photographs a page at each size and asks axe about it at the last one. */
export async function look(page, name, sizes = SIZES) {
  await walk(page, name, sizes);
  await axe(page);
}

/**
 * Waits until the demo's outbox holds a message whose text is the one meant, and gives that text with the addresses of its links.
 * Nothing leaves a demo: the site manager reads there what would have left.
 */
export async function outbox(house, isMeant, { role = 'site_manager', path = '/outbox' } = {}) {
  const page = await signIn(await house.page(), role);
  try {
    for (let time = 0; time < OUTBOX_TRIES; time += 1) {
      await page.goto(path);
      for (const text of await page.locator('.message').allInnerTexts()) if (isMeant(text)) return text;
      await pause(500);
    }
    throw new Error(`no such message in the outbox of the ${role}`);
  } finally {
    await page.context().close();
  }
}

/**
 * Asks axe about the page as it is. Serious and critical findings fail; the others are printed.
 * The page's content policy forbids foreign scripts, so axe is put in from the browser's side.
 */
export async function axe(page) {
  await page.evaluate(await readFile(require.resolve('axe-core/axe.min.js'), 'utf8'));
  const { violations } = await page.evaluate(() =>
    globalThis.axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      resultTypes: ['violations'],
    }),
  );
  const tell = ({ id, impact, help, nodes }) =>
    `${impact} ${id}: ${help}\n${nodes.map((node) => `    ${node.target.join(' ')}  ${node.html.slice(0, 160)}`).join('\n')}`;
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  for (const finding of violations.filter((violation) => !grave.includes(violation))) {
    console.log(`${page.url()}\n  ${tell(finding)}`);
  }
  assert.equal(grave.length, 0, `axe at ${page.url()}:\n${grave.map(tell).join('\n')}`);
  return violations;
}

/**
 * Opens a path with an empty cache and counts what came over the wire: bodies as they were compressed, and headers.
 * @returns {Promise<{ total: number, requests: { url: string, bytes: number }[] }>}
 */
export async function bytes(page, path) {
  const finished = [];
  const note = (request) => finished.push(request);
  page.on('requestfinished', note);
  await page.goto(path, { waitUntil: 'networkidle' });
  page.off('requestfinished', note);
  const requests = await Promise.all(
    finished.map(async (request) => {
      const { responseHeadersSize, responseBodySize } = await request.sizes();
      return { url: request.url(), bytes: responseHeadersSize + responseBodySize };
    }),
  );
  return { total: requests.reduce((sum, request) => sum + request.bytes, 0), requests };
}

/**
 * What a screen reader is given of a part of the page, as the text of an ARIA snapshot.
 * Compare it with `assert.equal(await aria(page), '…')`: the whole page by default.
 */
export function aria(page, selector = 'body') {
  return page.locator(selector).first().ariaSnapshot();
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}
