// Light or dark: the system's, or what was chosen here. Runs before the first paint.
const root = document.documentElement;
const kept = localStorage.getItem("trichdan.theme");
if (kept === "light" || kept === "dark") root.dataset.theme = kept;
document.addEventListener("DOMContentLoaded", () => {
  const button = document.getElementById("theme");
  button.hidden = false;
  button.addEventListener("click", () => {
    const dark = root.dataset.theme
      ? root.dataset.theme === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    localStorage.setItem("trichdan.theme", root.dataset.theme);
  });
});
