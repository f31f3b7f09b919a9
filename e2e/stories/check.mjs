// Looks at every story page: axe (no violation at all), the content security policy, widths, and screenshots to look at.
//
//   cargo run -p web --example stories -- target/stories
//   node e2e/stories/check.mjs target/stories [target/stories/shots]
//
// Needs playwright-core, axe-core and a Chromium (CHROMIUM, by default /usr/bin/chromium).
import { createServer } from "node:http";
import { readFile, readdir, mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { extname, join, resolve } from "node:path";

const require = createRequire(join(process.cwd(), "package.json"));
const { chromium } = require("playwright-core");
const axe = await readFile(require.resolve("axe-core/axe.min.js"), "utf8");

const root = resolve(import.meta.dirname, "../..");
const stories = resolve(process.argv[2] ?? "target/stories");
const shots = process.argv[3] && resolve(process.argv[3]);
if (shots) await mkdir(shots, { recursive: true });

const types = { ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml" };
const policy =
  "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; media-src 'self'; form-action 'self'; base-uri 'none'";
const server = createServer(async ({ url }, answer) => {
  const path = new URL(url, "http://x").pathname;
  try {
    const file = path.startsWith("/static/") ? join(root, path) : join(stories, path);
    const body = await readFile(file);
    answer.writeHead(200, { "content-type": types[extname(path)] ?? "text/plain", "content-security-policy": policy });
    answer.end(body);
  } catch {
    answer.writeHead(404).end();
  }
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const origin = `http://127.0.0.1:${server.address().port}`;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});
let findings = 0;
const seen = new Set();
const finding = (page, text) => {
  findings += 1;
  const once = `${page.split(" ")[0]} ${text}`;
  if (!seen.has(once)) console.error(`${page}: ${text}`);
  seen.add(once);
};

const pages = (await readdir(stories)).filter((name) => name.endsWith(".html")).sort();
for (const name of pages) {
  for (const scheme of ["light", "dark"]) {
    for (const width of [320, 360, 1024, 1440]) {
      const context = await browser.newContext({ viewport: { width, height: 780 }, colorScheme: scheme, reducedMotion: "reduce" });
      const page = await context.newPage();
      const label = `${name} ${width} ${scheme}`;
      page.on("console", (message) => message.type() === "error" && finding(label, message.text()));
      page.on("pageerror", (error) => finding(label, error.message));
      await page.goto(`${origin}/${name}`, { waitUntil: "load" });
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (overflow > 0) finding(label, `the page scrolls sideways by ${overflow} px`);
      if (width !== 320) {
        await page.evaluate(axe);
        const { violations } = await page.evaluate(() =>
          axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "wcag2aaa", "best-practice"], rules: { "color-contrast-enhanced": { enabled: true }, "target-size": { enabled: true } } }),
        );
        for (const { id, help, nodes } of violations)
          finding(label, `${id}: ${help}\n    ${nodes.slice(0, 3).map((node) => `${node.html.slice(0, 160)}\n      ${node.any[0]?.message ?? node.all[0]?.message ?? node.none[0]?.message}`).join("\n    ")}`);
      }
      // The keyboard: one stop in the board, arrows inside it (turned round in Arabic), "/" to search.
      const board = await page.$("table[data-board]");
      if (board) {
        const stops = await board.$$eval("tbody a", (links) => links.filter((link) => link.tabIndex === 0).length);
        if (stops !== 1) finding(label, `the board has ${stops} stops for Tab`);
        await page.focus("table[data-board] tbody tr:first-child th a");
        await page.keyboard.press(name.includes(".ar.") ? "ArrowLeft" : "ArrowRight");
        await page.keyboard.press("ArrowDown");
        const place = await page.evaluate(() => {
          const cell = document.activeElement.closest("td, th");
          return [cell?.parentElement.sectionRowIndex, cell?.cellIndex].join();
        });
        if (place !== "1,1") finding(label, `arrows led to ${place}`);
        const hidden = await page.evaluate(() => {
          const box = document.activeElement.getBoundingClientRect();
          const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
          return !document.activeElement.contains(top) && top?.outerHTML.slice(0, 80);
        });
        if (hidden) finding(label, `what has the focus is covered by ${hidden}`);
      }
      if (await page.$("[data-search]")) {
        await page.evaluate(() => document.activeElement.blur());
        await page.keyboard.press("/");
        if (!(await page.evaluate(() => document.activeElement.matches("[data-search]")))) finding(label, '"/" does not lead to the search');
      }
      if (shots && width !== 320 && (scheme === "light" || width === 1024))
        await page.screenshot({ path: join(shots, `${name}-${width}-${scheme}.png`), fullPage: true });
      if (shots && scheme === "light" && width === 1024)
        await page.pdf({ path: join(shots, `${name}.pdf`), preferCSSPageSize: true });
      await context.close();
    }
  }
}
await browser.close();
server.close();
console.log(`${pages.length} story pages looked at, ${findings} findings`);
process.exitCode = findings ? 1 : 0;
