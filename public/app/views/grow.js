// A text box as high as its text. Its style sets where that ends.

/** @param {HTMLTextAreaElement | null} box */
export function grow(box) {
  if (!box) return;
  box.style.blockSize = "auto";
  box.style.blockSize = `${box.scrollHeight}px`;
}
