/* Joins the clip, the reps and the curves: tap one and the others follow. Without this script the page still says
   everything; the drawings it lays live charts over stay. */
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("report-data").textContent);
  const video = document.getElementById("video");
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const plots = [];
  let nowS = data.reps.length ? data.reps[0].bottom_s : 0;

  const clamp = (value, low, high) => Math.min(high, Math.max(low, value));
  const repAt = (timeS) => data.reps.find((rep) => timeS >= rep.start_s && timeS <= rep.end_s);

  /* ---- one time for everything ---- */

  function show(timeS) {
    nowS = timeS;
    const rep = repAt(timeS);
    for (const chip of document.querySelectorAll(".chip[data-rep]")) {
      if (rep && chip.dataset.rep === rep.label) chip.setAttribute("aria-current", "true");
      else chip.removeAttribute("aria-current");
    }
    for (const plot of plots) plot.follow();
  }

  function seek(timeS) {
    if (video) {
      video.pause();
      const last = Number.isFinite(video.duration) ? video.duration : Infinity;
      video.currentTime = clamp(timeS, 0, last);
    }
    show(timeS);
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-seek]");
    if (!link) return;
    event.preventDefault();
    seek(Number(link.dataset.seek));
    if (video && !link.closest(".stage")) document.getElementById("watch").scrollIntoView();
  });

  if (video) {
    video.addEventListener("seeked", () => show(video.currentTime));
    const tick = () => {
      show(video.currentTime);
      if (!video.paused && !video.ended) requestAnimationFrame(tick);
    };
    video.addEventListener("play", tick);
    if (video.error) playFromBlob();
    else video.addEventListener("error", playFromBlob, { once: true });
  }

  /* Some browsers refuse a clip that is written into the page as a data address but play the same bytes as a blob. */
  function playFromBlob() {
    const [head, body] = video.src.split(",", 2);
    if (!head.startsWith("data:") || !body) return;
    const bytes = Uint8Array.from(atob(body), (letter) => letter.charCodeAt(0));
    video.src = URL.createObjectURL(new Blob([bytes], { type: head.slice(5).split(";")[0] }));
  }

  /* ---- live charts ---- */

  const styles = getComputedStyle(document.documentElement);

  function colour(name) {
    const [variable, opacity] = name.slice(1).split("/");
    const hex = styles.getPropertyValue(`--${variable}`).trim();
    if (opacity === undefined) return hex;
    const [r, g, b] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
    return `rgba(${r}, ${g}, ${b}, ${opacity})`;
  }

  /* A copy of a figure with the names of colours replaced by those of the theme. */
  function themed(value) {
    if (typeof value === "string") return value.startsWith("$") ? colour(value) : value;
    if (Array.isArray(value)) return value.map(themed);
    if (value && typeof value === "object") {
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, themed(inner)]));
    }
    return value;
  }

  class Plot {
    constructor(holder, chart) {
      this.holder = holder;
      this.chart = chart;
      this.box = document.createElement("div");
      this.box.className = "live";
      this.cursor = document.createElement("div");
      this.cursor.className = "cursor";
      this.canvas = document.createElement("div");
      this.canvas.style.height = "100%";
      this.box.append(this.canvas, this.cursor);
      holder.append(this.box);
      holder.classList.add("is-live");
      this.makeSlider();
    }

    draw() {
      const figure = themed(this.chart.figure);
      const layout = { ...figure.layout, autosize: true, hoverdistance: -1 };
      layout.font.family = getComputedStyle(document.body).fontFamily;
      const options = {
        displayModeBar: false, responsive: true, showTips: false,
        doubleClick: false, doubleClickDelay: 1, // a second quick tap is another tap, which Plotly would swallow
      };
      Plotly.react(this.canvas, figure.data, layout, options);
      if (!this.drawn) this.listen();
      this.drawn = true;
      this.follow();
    }

    /* Over time, where the tap was says it all; Plotly would name the point it last hovered over, which lags behind
       quick taps. Over a rep, only Plotly knows which curve is the nearest. */
    listen() {
      if (this.chart.kind !== "time") {
        this.canvas.on("plotly_click", ({ points: [point] }) => seek(this.timeAt(point.x, point.data.meta)));
        return;
      }
      this.canvas.addEventListener("pointerdown", ({ clientX: downX }) => {
        // On the window, as Plotly lays a cover over the page while a button is held.
        window.addEventListener("pointerup", ({ clientX: upX }) => {
          if (Math.abs(upX - downX) < 8) this.tappedAt(upX);
        }, { capture: true, once: true });
      }, true);
    }

    tappedAt(clientX) {
      const [low, high] = this.chart.range;
      const { l, r } = data.margin_px;
      const box = this.canvas.getBoundingClientRect();
      const share = (clientX - box.left - l) / (box.width - l - r);
      if (share >= 0 && share <= 1) seek(low + share * (high - low));
    }

    /* The rep that the cursor moves in: the one on show, else the first. */
    rep() {
      return repAt(nowS) || data.reps[0];
    }

    timeAt(percent, rep) {
      return rep.start_s + (percent / 100) * (rep.end_s - rep.start_s);
    }

    /* Where the cursor stands on this chart's axis; null where it has no place there. */
    position() {
      if (this.chart.kind === "time") return nowS;
      const rep = repAt(nowS);
      return rep ? (100 * (nowS - rep.start_s)) / (rep.end_s - rep.start_s) : null;
    }

    follow() {
      const [low, high] = this.chart.range;
      const at = this.position();
      this.cursor.hidden = at === null || at < low || at > high;
      if (this.cursor.hidden) return;
      const { l, r, t, b } = data.margin_px;
      const share = (at - low) / (high - low || 1);
      this.cursor.style.left = `calc(${l}px + ${share} * (100% - ${l + r}px) - 1px)`;
      this.cursor.style.top = `${t}px`;
      this.cursor.style.bottom = `${b}px`;
      this.box.setAttribute("aria-valuenow", at.toFixed(2));
      this.box.setAttribute("aria-valuetext", this.inWords(at));
    }

    inWords(at) {
      const rep = repAt(nowS);
      const where = this.chart.kind === "time" ? `${at.toFixed(1)} seconds` : `${at.toFixed(0)} % of the rep`;
      const values = this.chart.figure.data
        .filter((trace) => trace.name && (this.chart.kind === "time" || (trace.meta && rep && trace.meta.rep === rep.index)))
        .map((trace) => [trace.name, this.nearest(trace, at)])
        .filter(([, value]) => value !== null)
        .map(([name, value]) => `${name} ${value.toFixed(this.chart.decimals)}${this.chart.unit}`);
      return [where, rep ? `rep ${rep.label}` : "between reps", ...values].join(", ");
    }

    nearest(trace, at) {
      let best = 0;
      trace.x.forEach((x, index) => {
        if (Math.abs(x - at) < Math.abs(trace.x[best] - at)) best = index;
      });
      return trace.y[best];
    }

    makeSlider() {
      const [low, high] = this.chart.range;
      const name = this.holder.closest("figure").querySelector("h4").textContent.trim();
      const what = this.chart.kind === "time" ? "moment of the clip" : "moment of the rep";
      for (const [key, value] of Object.entries({
        role: "slider", tabindex: "0", "aria-label": `${name}: ${what}`, "aria-valuemin": low, "aria-valuemax": high,
        "aria-valuenow": low, "aria-valuetext": "",
      })) this.box.setAttribute(key, value);
      this.box.addEventListener("keydown", (event) => this.pressed(event));
    }

    pressed(event) {
      const frame = data.frame_s || 1 / 30;
      const rep = this.rep();
      const [first, last] = this.chart.kind === "time" ? this.chart.range : [rep.start_s, rep.end_s];
      const step = event.shiftKey ? 10 * frame : frame;
      const after = data.reps.find((other) => other.bottom_s > nowS + frame / 2);
      const before = data.reps.findLast((other) => other.bottom_s < nowS - frame / 2);
      const target = {
        ArrowRight: clamp(nowS + step, first, last), ArrowUp: clamp(nowS + step, first, last),
        ArrowLeft: clamp(nowS - step, first, last), ArrowDown: clamp(nowS - step, first, last),
        Home: first, End: last,
        PageDown: after ? after.bottom_s : nowS, PageUp: before ? before.bottom_s : nowS,
      }[event.key];
      if (target === undefined) return;
      event.preventDefault();
      seek(target);
    }
  }

  function start() {
    if (typeof Plotly === "undefined") return;
    document.querySelector(".curves").classList.add("is-live");
    for (const holder of document.querySelectorAll("[data-chart]")) {
      plots.push(new Plot(holder, data.charts[holder.dataset.chart]));
    }
    drawVisible();
    for (const details of document.querySelectorAll("details.more")) details.addEventListener("toggle", drawVisible);
    dark.addEventListener("change", () => plots.filter((plot) => plot.drawn).forEach((plot) => plot.draw()));
  }

  /* Charts in a closed section are drawn when it opens. */
  function drawVisible() {
    for (const plot of plots) if (!plot.drawn && !plot.box.closest("details:not([open])")) plot.draw();
  }

  document.addEventListener("DOMContentLoaded", start);

  /* Closed sections are printed too, also by browsers that do not open them by style. */
  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open])")];
    for (const details of opened) details.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const details of opened) details.open = false;
  });
})();
