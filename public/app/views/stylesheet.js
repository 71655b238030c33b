// Styles that are fetched with what they are for.

/** @type {Map<string, Promise<void>>} */
const asked = new Map();

/** Resolves when it applies. @param {string} address */
export function stylesheet(address) {
  const held = asked.get(address) ?? fetched(address);
  asked.set(address, held);
  return held;
}

/** @param {string} address @returns {Promise<void>} */
function fetched(address) {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = address;
  const done = new Promise((resolve, reject) => {
    link.onload = () => resolve(undefined);
    link.onerror = () => {
      // The next who wants it asks again.
      asked.delete(address);
      link.remove();
      reject(new Error(`no ${address}`));
    };
  });
  document.head.append(link);
  return /** @type {Promise<void>} */ (done);
}
