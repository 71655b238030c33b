// Files that are dropped on a conversation, or pasted while one is in it, are chosen as if by hand: they become those of the
// composer's own input.

import { t } from "../i18n.js";

/** Where to, for what happens there. @param {EventTarget | null} target */
function inputFor(target) {
  const area = target instanceof Element ? target.closest(".room, .thread") : null;
  const inputs = (area ?? document).querySelectorAll(".composer input[type=file]");
  return { area, input: /** @type {HTMLInputElement | undefined} */ (inputs[0]) };
}

/** @param {HTMLInputElement} input @param {FileList} files */
function choose(input, files) {
  input.files = files;
  input.dispatchEvent(new Event("change"));
}

/** @type {HTMLElement | null} */
let marked = null;
/** @param {HTMLElement | null} area */
function mark(area) {
  if (area === marked) return;
  delete marked?.dataset.drop;
  marked = area;
  if (area) area.dataset.drop = t("attach.drop");
}

/** @param {DragEvent} event */
const hasFiles = ({ dataTransfer }) => dataTransfer?.types.includes("Files") ?? false;

document.addEventListener("dragover", (event) => {
  if (!hasFiles(event) || document.querySelector("dialog[open]")) return;
  const { area, input } = inputFor(event.target);
  mark(area && input ? /** @type {HTMLElement} */ (area) : null);
  // Beside a conversation too: the browser would show the file in place of this page.
  event.preventDefault();
  if (event.dataTransfer) event.dataTransfer.dropEffect = area && input ? "copy" : "none";
});
document.addEventListener("dragleave", ({ relatedTarget }) => relatedTarget === null && mark(null));
document.addEventListener("drop", (event) => {
  mark(null);
  if (!hasFiles(event)) return;
  event.preventDefault();
  const { area, input } = inputFor(event.target);
  if (area && input && event.dataTransfer) choose(input, event.dataTransfer.files);
});

document.addEventListener(
  "paste",
  (event) => {
    const { clipboardData, target } = event;
    if (!clipboardData || clipboardData.files.length === 0 || document.querySelector("dialog[open]")) return;
    // What a program copies as words and as a picture of them is meant as words.
    if (clipboardData.getData("text/html") !== "" && clipboardData.getData("text/plain").trim() !== "") return;
    if (target instanceof Element && target.matches("input, textarea, [contenteditable]") && !target.closest(".composer")) return;
    const { input } = inputFor(target);
    if (!input) return;
    event.preventDefault();
    event.stopPropagation();
    choose(input, clipboardData.files);
  },
  { capture: true },
);
