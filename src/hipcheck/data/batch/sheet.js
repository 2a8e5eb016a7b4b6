/* The triage sheet: rows out of a JSON island, sorted and filtered here, drawn as far as somebody scrolls. All text becomes text
   nodes, so that no name can be taken for markup. What is shown stands in the address, so that it can be bookmarked. */
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("sheet-data").textContent);
  const view = document.getElementById("view");
  const byId = (id) => document.getElementById(id);
  const SVG = "http://www.w3.org/2000/svg";
  const FIRST = 40, MORE = 80; // items drawn at once: a screenful, then more than anybody scrolls in a moment
  const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
  const levels = Object.keys(data.levels);

  /* --- small pieces */

  function h(tag, attributes, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value !== "" && value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
    }
    element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
    return element;
  }

  function s(tag, attributes) {
    const element = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  }

  const soft = (text) => (text ? h("span", { class: "note" }, text) : null);

  /* A word with more to say: in a bubble when pointed at or focused, and always to a screen reader. */
  function tip(text, more, attributes) {
    if (!more) return h("span", attributes, text);
    return h("span", { ...attributes, class: `tip ${(attributes && attributes.class) || ""}`, tabindex: "0", "data-tip": more },
      text, h("span", { class: "hidden" }, `: ${more}`));
  }

  function badge(grade, word, more) {
    const symbol = data.symbols[grade];
    const css = `grade grade-${symbol ? grade : "none"}`;
    const mark = symbol ? h("span", { "aria-hidden": "true" }, `${symbol} `) : "";
    const label = h("span", null, mark, word || grade);
    return more ? tip(label, more, { class: css }) : h("span", { class: css }, label);
  }

  function picture([low, value, high, beyond]) {
    const svg = s("svg", { class: "ruler-mini", viewBox: "0 0 100 16", "aria-hidden": "true" });
    svg.append(s("use", { href: "#zones" }), s("line", { class: "whisker", x1: low, x2: high, y1: 8, y2: 8 }));
    if (beyond) {
      svg.append(s("path", { class: "dot", d: beyond === "right" ? "M93 3 L100 8 L93 13 Z" : "M7 3 L0 8 L7 13 Z" }));
    } else {
      svg.append(s("circle", { class: "dot", cx: value, cy: 8, r: 4 }));
    }
    return svg;
  }

  function angle(cell) {
    if (!cell) return [h("span", { class: "none" }, "–", h("span", { class: "hidden" }, " not part of this movement"))];
    if (cell.why) return [tip("not measured", cell.fix ? `${cell.why}; ${cell.fix}` : cell.why, { class: "none" })];
    return [
      cell.at ? picture(cell.at) : null,
      h("span", { class: "value" }, cell.text), " ",
      badge(cell.grade, "", cell.say),
      soft(cell.what),
    ];
  }

  /* --- the tables: what a column shows and what it is sorted by */

  const order = (key) => (row) => (row[key] ? row[key].sort : null);
  const CLIPS = [
    { key: "rank", head: "Worst", by: (row) => row.rank, cell: (row) => [badge(row.level, row.worst), soft(row.because)] },
    { key: "athlete", head: "Athlete", by: (row) => row.athlete, cell: who, wide: true },
    { key: "date", head: "Date", by: (row) => row.date, cell: (row) => [row.date || h("span", { class: "none" }, "–")] },
    { key: "movement", head: "Movement, leg", by: (row) => `${row.movement} ${row.leg}`,
      cell: (row) => [`${row.movement}, `, h("strong", null, row.leg), soft([row.variant, row.step].filter(Boolean).join(", "))] },
    { key: "camera", head: "Camera", by: (row) => Object.keys(data.qualities).indexOf(row.quality),
      cell: (row) => [row.quality === "unknown" ? "not known" : row.quality === "oblique" ? "from an angle"
        : `${row.view}, ${data.qualities[row.quality]}`, soft(row.off)] },
    { key: "reps", head: "Reps", by: (row) => row.reps, cell: (row) => [String(row.reps)], number: true },
    { key: "knee", head: "Knee inward", by: order("knee"), down: true, cell: (row) => angle(row.knee), angle: true },
    { key: "pelvis", head: "Pelvis drop", by: order("pelvis"), down: true, cell: (row) => angle(row.pelvis), angle: true },
    { key: "trunk", head: "Trunk lean", by: order("trunk"), down: true, cell: (row) => angle(row.trunk), angle: true },
    { key: "asymmetry", head: "Left/right", by: order("asymmetry"), down: true,
      cell: (row) => row.asymmetry
        ? [badge(row.asymmetry.grade, row.asymmetry.text, row.asymmetry.say), soft(row.asymmetry.what)]
        : [h("span", { class: "none" }, "–")] },
    { key: "flags", head: "Also seen, flags", by: (row) => row.also.length * 10 + row.flags.length, down: true, cell: flags, wide: true },
    { key: "pain", head: "Pain, note", by: (row) => row.pain, down: true,
      cell: (row) => [row.pain === null ? null : `${row.pain} of 10`, soft(row.note)] },
  ];
  const TROUBLES = [
    { key: "kind", head: "What", by: (row) => row.rank, cell: (row) => [row.kind] },
    { key: "clip", head: "File", by: (row) => row.clip, cell: (row) => [h("strong", null, row.clip)], wide: true },
    { key: "athlete", head: "Athlete", by: (row) => row.athlete, cell: (row) => [row.athlete || h("span", { class: "none" }, "–")] },
    { key: "why", head: "What is wrong", by: (row) => row.why, cell: (row) => [row.why], wide: true },
    { key: "fix", head: "What to do", by: (row) => row.fix, cell: (row) => [row.fix || h("span", { class: "none" }, "nothing")], wide: true },
    { key: "attempts", head: "Tries", by: (row) => row.attempts, cell: (row) => [String(row.attempts || "–")], number: true },
  ];

  function who(row) {
    const name = row.athlete
      ? h("a", { href: address({ tab: "people", text: row.athlete }), class: "person" }, row.athlete)
      : h("span", { class: "none" }, "nobody named");
    return [
      row.thumb && h("a", { href: row.href, class: "thumb", tabindex: "-1", "aria-hidden": "true" },
        h("img", { src: row.thumb, alt: "", loading: "lazy", decoding: "async", width: "40", height: "56" })),
      h("span", { class: "who" }, name,
        h("a", { href: row.href, class: "note report", title: row.clip, "aria-label": `Report of ${row.clip}, ${row.leg}` }, row.clip)),
    ];
  }

  function flags(row) {
    const unseen = row.unseen.length ? [tip(`${row.unseen.length} not judged`, row.unseen.join(", "), { class: "tag" })] : [];
    const found = [
      ...row.also.map(([title, grade, text]) => badge(grade, title, `${grade}. ${text}`)),
      ...row.flags.map(([word, text, fix]) => tip(word, `${text} ${fix}`, { class: "tag" })),
      ...unseen,
    ];
    return [h("ul", { class: "marks" }, ...found.map((mark) => h("li", null, mark)))];
  }

  data.rows.forEach((row, rank) => {
    row.rank = rank;
    const words = row.flags.map((flag) => flag[0]).concat(row.also.map((one) => one[0]));
    row.text = [row.athlete, row.clip, row.date, row.movement, row.leg, row.note, ...words].join("\n").toLowerCase();
  });
  data.people.forEach((person) => { person.text = person.name.toLowerCase(); });
  data.troubles.forEach((row, rank) => {
    row.rank = rank;
    row.text = [row.clip, row.kind, row.athlete, row.why, row.fix].join("\n").toLowerCase();
  });

  /* --- what is shown, as it stands in the address */

  const TABS = ["clips", "people", "troubles"];
  let state = {};

  function read() {
    const asked = new URLSearchParams(location.hash.slice(1));
    const known = (key, among, otherwise) => (among.includes(asked.get(key)) ? asked.get(key) : otherwise);
    const tab = known("tab", TABS, "clips");
    const columns = (tab === "troubles" ? TROUBLES : CLIPS).map((column) => column.key);
    state = {
      tab,
      sort: known("sort", columns, columns[0]),
      dir: known("dir", ["up", "down"], "up"),
      levels: (asked.get("levels") || "").split(",").filter((level) => levels.includes(level)),
      text: asked.get("text") || "",
      movement: known("movement", data.rows.map((row) => row.movement), ""),
      quality: known("quality", Object.keys(data.qualities), ""),
    };
  }

  function address(changes) {
    const wanted = { tab: "clips", sort: "", dir: "", levels: [], text: "", movement: "", quality: "", ...changes };
    const parts = new URLSearchParams();
    for (const [key, value] of Object.entries(wanted)) {
      const text = Array.isArray(value) ? value.join(",") : value;
      const usual = { tab: "clips", sort: wanted.tab === "troubles" ? "kind" : "rank", dir: "up" }[key] || "";
      if (text && text !== usual) parts.set(key, text);
    }
    return `#${parts}`;
  }

  function go(changes) {
    Object.assign(state, changes);
    history.replaceState(null, "", address(state));
    draw();
  }

  /* --- choosing and sorting */

  function passes(item) {
    const words = state.text.toLowerCase().split(/\s+/).filter(Boolean);
    if (!words.every((word) => item.text.includes(word))) return false;
    if (state.tab === "troubles") return true;
    if (state.levels.length && !state.levels.includes(item.level)) return false;
    if (state.tab === "people") return true;
    return (!state.movement || item.movement === state.movement) && (!state.quality || item.quality === state.quality);
  }

  function sorted(rows, columns) {
    const column = columns.find((one) => one.key === state.sort);
    const sign = state.dir === "down" ? -1 : 1;
    const keyed = rows.map((row) => [column.by(row), row]);
    const missing = ([key]) => key === null || key === undefined || key === "";
    const compare = ([a], [b]) => sign * (typeof a === "string" ? collator.compare(a, b) : a - b);
    const known = keyed.filter((pair) => !missing(pair)).sort(compare);
    return [...known, ...keyed.filter(missing)].map((pair) => pair[1]); // what is not known comes last, either way
  }

  /* --- drawing: a screenful at once, the rest as somebody scrolls there, everything for the printer */

  let rest = () => {};
  let drawAll = () => {};
  const sentinel = h("div", { class: "sentinel", "aria-hidden": "true" });
  const watcher = new IntersectionObserver((seen) => { if (seen.some((one) => one.isIntersecting)) rest(); }, { rootMargin: "1200px" });

  function list(holder, items, make) {
    let done = 0;
    const add = (number) => {
      const part = document.createDocumentFragment();
      for (const item of items.slice(done, done + number)) part.append(make(item));
      done = Math.min(done + number, items.length);
      holder.append(part);
    };
    add(FIRST);
    rest = () => {
      if (done >= items.length) return;
      add(MORE);
      watcher.unobserve(sentinel); // look again: it may still be in sight
      watcher.observe(sentinel);
    };
    drawAll = () => add(items.length - done);
    watcher.unobserve(sentinel);
    watcher.observe(sentinel);
  }

  function table(columns, items, caption) {
    const head = h("tr", { role: "row" }, ...columns.map((column) => {
      const mine = column.key === state.sort;
      const sort = mine ? (state.dir === "down" ? "descending" : "ascending") : "none";
      const arrow = h("span", { class: "arrow", "aria-hidden": "true" }, mine ? (state.dir === "down" ? "▼" : "▲") : "");
      const button = h("button", { type: "button", "data-sort": column.key }, column.head, arrow);
      const printed = h("span", { class: "printed", "aria-hidden": "true" }, column.head); // Chromium repeats no buttons on paper
      const legend = column.angle ? h("span", { class: "legend-mini", "aria-hidden": "true" }, h("span", null, data.symbols.good), h("span", null, data.symbols.mild), h("span", null, data.symbols.marked)) : null;
      return h("th", { scope: "col", role: "columnheader", "aria-sort": sort, class: `col-${column.key}` }, button, printed, legend);
    }));
    const body = h("tbody", { role: "rowgroup" });
    const grid = h("table", { role: "table", class: `triage triage-${state.tab}` },
      h("caption", { class: "hidden" }, caption), h("thead", { role: "rowgroup" }, head), body);
    view.append(h("div", { class: "table", tabindex: "0", role: "group", "aria-label": caption }, grid), sentinel);
    list(body, items, (row) => h("tr", { role: "row", class: row.level ? `row-${row.level}` : "" },
      ...columns.map((column) => h("td", { role: "cell", "data-label": column.head, class: `col-${column.key}` }, ...column.cell(row)))));
  }

  function card(person) {
    const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;
    const facts = [person.sessions ? count(person.sessions, "day") : "", count(person.clips, "clip")].filter(Boolean).join(", ");
    const wide = person.series.some((series) => series.dates.length > 1) ? " wide" : "";
    return h("article", { class: `card person-card${wide}` },
      h("h2", null, person.name, " ", badge(person.level, data.levels[person.level])),
      h("p", { class: "soft" }, `${facts}. `, ...person.reports.flatMap(([label, movement, href], at) => [
        at ? " · " : "Reports: ", h("a", { href }, `${movement}, ${label}`)])),
      ...person.legs.map(([label, text]) => h("p", { class: "soft" }, `${label}: ${text}`)),
      ...person.series.map(history_), ...person.apart.map((why) => h("p", { class: "soft" }, why)));
  }

  function history_(series) {
    if (!series.rows.length) return h("p", null, h("strong", null, series.title), `, ${series.dates.join(", ")}: nothing that could be followed over time was measured.`);
    const several = series.dates.length > 1;
    const head = h("tr", null, h("th", { scope: "col" }, "Angle"), h("th", { scope: "col" }, "Leg"),
      ...series.dates.map((date) => h("th", { scope: "col" }, date)), several ? h("th", { scope: "col" }, "Since the first") : null);
    const rows = series.rows.map((row, at) => {
      const first = !at || series.rows[at - 1].metric !== row.metric;
      return h("tr", { class: first ? "first" : "" },
        h("th", { scope: "row" }, first ? tip(row.metric, row.how) : h("span", { class: "hidden" }, row.metric)), h("td", null, row.leg),
        ...row.cells.map(([text, grade]) => h("td", null, h("span", { class: "value" }, text), " ", grade ? badge(grade) : "")),
        several ? h("td", null, ...changed(row.change)) : null);
    });
    return h("div", { class: "history" }, h("h3", null, series.title),
      h("div", { class: "table", tabindex: "0", role: "group", "aria-label": series.title },
        h("table", { class: "numbers" }, h("thead", null, head), h("tbody", null, ...rows))));
  }

  function changed(change) {
    if (!change) return [h("span", { class: "none" }, "–")];
    const css = { better: "grade grade-good", worse: "grade grade-marked" }[change.how] || "tag";
    const mark = { better: "✓ ", worse: "◆ " }[change.how] || "";
    return [h("span", { class: "value" }, change.text), " ", tip(`${mark}${change.verdict}`, change.say, { class: css }), soft(change.noise)];
  }

  function draw() {
    const started = performance.now();
    for (const tab of TABS) {
      const button = byId(`tab-${tab}`);
      button.setAttribute("aria-selected", String(tab === state.tab));
      button.tabIndex = tab === state.tab ? 0 : -1;
    }
    view.setAttribute("aria-labelledby", `tab-${state.tab}`);
    for (const only of document.querySelectorAll("[data-only]")) only.hidden = state.tab !== only.dataset.only;
    document.querySelector(".level-filter").hidden = state.tab === "troubles";
    for (const button of document.querySelectorAll("[data-level]")) button.setAttribute("aria-pressed", String(state.levels.includes(button.dataset.level)));
    for (const id of ["text", "movement", "quality"]) if (byId(id).value !== state[id]) byId(id).value = state[id];
    const all = { clips: data.rows, people: data.people, troubles: data.troubles }[state.tab];
    const chosen = all.filter(passes);
    const noun = { clips: "rows", people: "athletes", troubles: "entries" }[state.tab];
    const of = chosen.length === all.length ? `${all.length} ${noun}` : `${chosen.length} of ${all.length} ${noun}`;
    const nameless = state.tab === "people" && data.nameless ? `; ${data.nameless} clips name nobody` : "";
    byId("shown").textContent = of + nameless;
    byId("reset").hidden = chosen.length === all.length;
    view.replaceChildren();
    if (!chosen.length) {
      const nothing = all.length ? "Nothing fits the filter." : { clips: "There are no results yet.", people: "No clip says whom it shows; a roster or a file-name pattern does that.", troubles: "Nothing failed, and nothing was left out." }[state.tab];
      view.append(h("p", { class: "empty" }, nothing));
      [rest, drawAll] = [() => {}, () => {}];
    } else if (state.tab === "people") {
      const cards = h("div", { class: "people" });
      view.append(cards, sentinel);
      list(cards, chosen, card);
    } else {
      const columns = state.tab === "troubles" ? TROUBLES : CLIPS;
      table(columns, sorted(chosen, columns), state.tab === "troubles" ? "Failures, and what to do about each" : "Clips and legs, worst first");
    }
    view.dataset.drawnMs = (performance.now() - started).toFixed(1);
  }

  /* --- hands on it */

  view.addEventListener("click", (event) => {
    const button = event.target.closest("[data-sort]");
    if (!button) return;
    const key = button.dataset.sort;
    const column = [...CLIPS, ...TROUBLES].find((one) => one.key === key);
    const dir = state.sort === key ? (state.dir === "up" ? "down" : "up") : column.down ? "down" : "up";
    go({ sort: key, dir });
    view.querySelector(`[data-sort="${key}"]`).focus();
  });
  document.querySelector(".tabs").addEventListener("click", (event) => {
    const button = event.target.closest("[role=tab]");
    if (button) open(button.id.slice(4));
  });
  document.querySelector(".tabs").addEventListener("keydown", (event) => {
    const at = TABS.indexOf(state.tab);
    const next = { ArrowRight: (at + 1) % 3, ArrowLeft: (at + 2) % 3, Home: 0, End: 2 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    open(TABS[next]);
    byId(`tab-${TABS[next]}`).focus();
  });
  function open(tab) {
    go({ tab, sort: tab === "troubles" ? "kind" : "rank", dir: "up" });
  }
  for (const button of document.querySelectorAll("[data-level]")) {
    button.addEventListener("click", () => {
      const level = button.dataset.level;
      go({ levels: state.levels.includes(level) ? state.levels.filter((one) => one !== level) : [...state.levels, level] });
    });
  }
  for (const id of ["text", "movement", "quality"]) byId(id).addEventListener("input", () => go({ [id]: byId(id).value }));
  byId("reset").addEventListener("click", () => { go({ levels: [], text: "", movement: "", quality: "" }); byId("text").focus(); });
  document.querySelector(".filters").addEventListener("submit", (event) => event.preventDefault());
  window.addEventListener("hashchange", () => { read(); draw(); });
  window.addEventListener("beforeprint", () => drawAll());

  /* One bubble for all tips; it stays within the window. */
  const bubble = h("div", { class: "bubble", hidden: true, "aria-hidden": "true" });
  document.body.append(bubble);
  function show(event) {
    const target = event.target.closest && event.target.closest("[data-tip]");
    bubble.hidden = !target;
    if (!target) return;
    bubble.textContent = target.dataset.tip;
    const at = target.getBoundingClientRect(), size = bubble.getBoundingClientRect();
    bubble.style.left = `${Math.max(8, Math.min(at.left, innerWidth - size.width - 8))}px`;
    bubble.style.top = `${at.bottom + size.height + 12 < innerHeight ? at.bottom + 6 : Math.max(8, at.top - size.height - 6)}px`;
  }
  for (const kind of ["mouseover", "focusin"]) document.addEventListener(kind, show);
  document.addEventListener("focusout", () => { bubble.hidden = true; });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") bubble.hidden = true; });
  document.addEventListener("scroll", () => { bubble.hidden = true; }, { capture: true, passive: true });

  read();
  byId("app").hidden = false;
  draw();
})();
