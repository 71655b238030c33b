// Applies a theme chosen by hand before the first paint. Loaded as a small script of its own, ahead of everything.

const chosen = localStorage.getItem("confab.theme");
if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
