/* Lays live charts over the still drawings. Without this script the page still says everything. */
"use strict";
(() => {
  const figures = JSON.parse(document.getElementById("trend-data").textContent);
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const styles = getComputedStyle(document.documentElement);
  const drawn = new Map();

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

  function draw(holder) {
    const figure = themed(figures[holder.dataset.chart]);
    const layout = { ...figure.layout, autosize: true };
    layout.font.family = getComputedStyle(document.body).fontFamily;
    if (!drawn.has(holder)) {
      const canvas = document.createElement("div");
      canvas.className = "live";
      holder.append(canvas);
      holder.classList.add("is-live");
      drawn.set(holder, canvas);
    }
    Plotly.react(drawn.get(holder), figure.data, layout, { displayModeBar: false, responsive: true, showTips: false });
  }

  /* Charts in a closed section are drawn when it opens. */
  function drawVisible() {
    for (const holder of document.querySelectorAll("[data-chart]")) {
      if (!drawn.has(holder) && !holder.closest("details:not([open])")) draw(holder);
    }
  }

  document.addEventListener("DOMContentLoaded", () => {
    if (typeof Plotly === "undefined") return;
    drawVisible();
    for (const details of document.querySelectorAll("details.more")) details.addEventListener("toggle", drawVisible);
    dark.addEventListener("change", () => [...drawn.keys()].forEach(draw));
  });

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
