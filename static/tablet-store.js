// What the tablet keeps, and under which key.
//
// The key of everything personal is made of two halves: one the site's server holds and gives to who opens the tablet, one that is on the
// tablet. The server's half stays here for twelve hours at most, wrapped under the PIN it was given for, so that a tablet can be opened again
// without a network; then it is gone, and what is kept is noise until somebody opens the tablet with a network.

const NAME = "marelle-tablet";
/** Rounds that turn a PIN into a key: about half a second on a cheap tablet. */
const ROUNDS = 600_000;
const TRIES = 5;

const asked = (request) =>
  new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });

let opened;
function database() {
  opened ??= new Promise((done, failed) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("kept");
      request.result.createObjectStore("facts", { keyPath: "counter" });
    };
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
  return opened;
}

/** One transaction; what it wrote is on the disk when it is done, so that an empty battery takes nothing. */
async function within(mode, work) {
  const transaction = (await database()).transaction(["kept", "facts"], mode, { durability: "strict" });
  const ended = new Promise((done, failed) => {
    transaction.oncomplete = () => done();
    transaction.onerror = transaction.onabort = () => failed(transaction.error);
  });
  const result = await work(transaction.objectStore("kept"), transaction.objectStore("facts"));
  await ended;
  return result;
}

export const get = (name) => within("readonly", (kept) => asked(kept.get(name)));
export const put = (name, value) => within("readwrite", (kept) => asked(kept.put(value, name)));
export const remove = (...names) => within("readwrite", (kept) => Promise.all(names.map((name) => asked(kept.delete(name)))));

/** Forgets everything: keys first, so that nothing left behind by a power cut can be read. */
export async function forget() {
  await within("readwrite", (kept) => asked(kept.clear()));
  await within("readwrite", (_, facts) => asked(facts.clear()));
}

const text = new TextEncoder();
const random = (length) => crypto.getRandomValues(new Uint8Array(length));

async function seal(key, value) {
  const iv = random(12);
  return { iv, sealed: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, text.encode(JSON.stringify(value))) };
}

async function unseal(key, { iv, sealed }) {
  return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, sealed)));
}

/** The tablet's own half; made once, and never to be read out of the browser. */
async function ownHalf() {
  let own = await get("own");
  if (!own) {
    const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    own = { key, salt: random(32) };
    await put("own", own);
  }
  return own;
}

/** The key of what is personal, from both halves. */
async function wholeKey(serverHalf) {
  const { salt } = await ownHalf();
  const bytes = Uint8Array.from(serverHalf.match(/../g), (pair) => Number.parseInt(pair, 16));
  const half = await crypto.subtle.importKey("raw", bytes, "HKDF", false, ["deriveKey"]);
  const how = { name: "HKDF", hash: "SHA-256", salt, info: text.encode("marelle tablet") };
  return crypto.subtle.deriveKey(how, half, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

async function pinKey(pin, salt) {
  const digits = await crypto.subtle.importKey("raw", text.encode(pin), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS };
  return crypto.subtle.deriveKey(how, digits, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

/** After an opening with a network: the key, and the server's half kept for who opened, under her PIN and the tablet's own half. */
export async function opening(person, pin, { key_half, opening, until }) {
  const salt = random(16);
  const wrapped = await seal(await pinKey(pin, salt), { key_half, opening, until });
  const { key } = await ownHalf();
  const all = (await get("openings")) ?? {};
  all[person] = { salt, until, tries: 0, box: await seal(key, { iv: [...wrapped.iv], sealed: [...new Uint8Array(wrapped.sealed)] }) };
  await put("openings", all);
  return { key: await wholeKey(key_half), opening, until };
}

/** An opening without a network: the same, `undefined` when a network is needed, `{left}` when the PIN is wrong. */
export async function reopening(person, pin, now) {
  const all = (await get("openings")) ?? {};
  const known = all[person];
  if (!known || Date.parse(known.until) <= now) return undefined;
  // Counted before it is compared: taking the battery out is no way around.
  known.tries += 1;
  if (known.tries > TRIES) {
    delete all[person];
    await put("openings", all);
    return undefined;
  }
  await put("openings", all);
  const { key } = await ownHalf();
  const { iv, sealed } = await unseal(key, known.box);
  try {
    const wrapped = { iv: new Uint8Array(iv), sealed: new Uint8Array(sealed) };
    const { key_half, opening, until } = await unseal(await pinKey(pin, known.salt), wrapped);
    known.tries = 0;
    await put("openings", all);
    return { key: await wholeKey(key_half), opening, until };
  } catch {
    return { left: TRIES - known.tries };
  }
}

/** What ran out is taken away: halves of keys, and the days they opened. */
export async function tidy(now) {
  const all = (await get("openings")) ?? {};
  const held = Object.fromEntries(Object.entries(all).filter(([, { until }]) => Date.parse(until) > now));
  if (Object.keys(held).length === Object.keys(all).length) return;
  if (Object.keys(held).length) await put("openings", held);
  else await remove("openings", "day");
}

/** Keeps something personal, and reads it again. */
export const keep = async (key, name, value) => put(name, await seal(key, value));
export async function kept(key, name) {
  const box = await get(name);
  return box && unseal(key, box).catch(() => undefined);
}

/** The same for what is needed before anybody has opened: the names of the team. */
export const keepForLock = async (name, value) => keep((await ownHalf()).key, name, value);
export const keptForLock = async (name) => kept((await ownHalf()).key, name);

/** Writes a fact down under the next number. */
export async function add(key, fact) {
  // The box is made first: a transaction does not wait for anything else.
  const id = crypto.randomUUID();
  for (;;) {
    const counter = ((await get("counter")) ?? 0) + 1;
    const whole = { ...fact, id, counter };
    const box = await seal(key, whole);
    const written = await within("readwrite", async (keptStore, facts) => {
      if (((await asked(keptStore.get("counter"))) ?? 0) + 1 !== counter) return false;
      await asked(keptStore.put(counter, "counter"));
      await asked(facts.add({ counter, ...box }));
      return true;
    });
    if (written) return whole;
  }
}

/** The facts on this tablet, the oldest first; `refused` is why the server did not take one, `taken` that it did. */
export async function facts(key) {
  const rows = await within("readonly", (_, store) => asked(store.getAll()));
  const read = await Promise.all(
    rows.map(async (row) => ({ ...(await unseal(key, row)), taken: row.taken, refused: row.refused })),
  );
  return read.sort((one, other) => one.counter - other.counter);
}

/** How many facts wait, known without any key. */
export const waiting = async () =>
  (await within("readonly", (_, store) => asked(store.getAll()))).filter(({ taken, refused }) => !taken && !refused).length;

/** Notes what the server said of a fact. */
export const answered = (counter, what) =>
  within("readwrite", async (_, store) => {
    const row = await asked(store.get(counter));
    if (row) await asked(store.put({ ...row, ...what }));
  });

/** Takes facts away: the day that came back holds them. */
export const drop = (counters) =>
  within("readwrite", (_, store) => Promise.all(counters.map((counter) => asked(store.delete(counter)))));
