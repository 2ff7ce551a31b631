// What is typed and not saved yet, kept in the browser (see form.js).
//
// A draft holds the changed fields only, each with the values that it was changed from (what is stored,
// and what was sent and may be): another window, another release of the form or a broken entry can then
// be told from a plain reload.

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
const isObject = (v) => typeof v === "object" && v !== null && !Array.isArray(v);

const has = (options, v) => v === "" || v === null || options.some((o) => o.value === v);

function cleanRow(row, columns) {
  const kept = {};
  for (const c of columns) {
    const v = row[c.id];
    if (c.kind === "number") kept[c.id] = Number.isFinite(v) ? v : null;
    else if (c.kind === "choice") kept[c.id] = has(c.options, v) ? v : "";
    else kept[c.id] = typeof v === "string" ? v.slice(0, c.max_length ?? 200) : "";
  }
  return kept;
}

// A value that this form may hold, as near to `v` as it gets; undefined where nothing of it fits.
const CLEAN = {
  text: (f, v) => (typeof v === "string" ? v.slice(0, f.max_length ?? 2000) : undefined),
  number: (f, v) => (v === null || Number.isFinite(v) ? v : undefined),
  date: (f, v) => (/^(\d{4}-\d{2}-\d{2})?$/.test(v) ? v : undefined),
  choice: (f, v) => (has(f.options, v) ? v : undefined),
  scale: (f, v) => (Number.isInteger(v) && v >= f.min && v <= f.max ? v : undefined),
  multi: (f, v) => (Array.isArray(v) ? f.options.map((o) => o.value).filter((o) => v.includes(o)) : undefined),
  cards: (f, v) => (isObject(v)
    ? Object.fromEntries(f.cards.filter((c) => c.id in v && has(f.options, v[c.id])).map((c) => [c.id, v[c.id]]))
    : undefined),
  grid: (f, v) => (Array.isArray(v)
    ? v.filter(isObject).slice(0, f.max_rows ?? 60).map((row) => cleanRow(row, f.columns))
    : undefined),
};

function makeDraft(kind, key, form) {
  let store = null;
  try {
    store = kind === "local" ? localStorage : kind === "session" ? sessionStorage : null;
  } catch {
    // storage may be switched off; saving to the kernel still works
  }
  const name = `shixun:draft:${key}`;
  const writer = Math.random().toString(36).slice(2); // this page; another window has its own
  const attempt = (act) => {
    try {
      return store ? act() : null;
    } catch {
      return null;
    }
  };
  const read = () => {
    const found = attempt(() => JSON.parse(store.getItem(name)));
    return isObject(found) && isObject(found.changed) && isObject(found.bases) ? found : null;
  };
  const drop = () => attempt(() => store.removeItem(name));
  return {
    drop,
    /** Keep what differs from what is stored; `sent` may be stored by now. False if there is no room. */
    keep(values, stored, sent) {
      const ids = Object.keys(values).filter((id) => !same(values[id], stored[id]));
      if (!ids.length) {
        const mine = read();
        if (!mine || mine.writer === writer) drop();
        return true;
      }
      const bases = Object.fromEntries(ids.map((id) => [id, [stored, ...sent].map((from) => from[id] ?? null)]));
      const draft = { at: Date.now(), writer, changed: Object.fromEntries(ids.map((id) => [id, values[id] ?? null])), bases };
      return attempt(() => (store.setItem(name, JSON.stringify(draft)), true)) === true;
    },
    /** What was typed on top of `values`, and what was typed on top of something else. */
    restore(values, savedAt) {
      const found = read();
      const mine = {}, disputed = {};
      for (const field of found && found.at > savedAt ? form.fields : []) {
        if (!(field.id in found.changed) || !CLEAN[field.kind]) continue;
        const value = CLEAN[field.kind](field, found.changed[field.id]);
        if (value === undefined || same(value, values[field.id])) continue;
        const bases = found.bases[field.id];
        const known = Array.isArray(bases) && bases.some((base) => same(base, values[field.id] ?? null));
        (known ? mine : disputed)[field.id] = value;
      }
      return { mine, disputed };
    },
  };
}
