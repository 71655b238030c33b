// The square that is cut out of a picture: what is seen through a window of `side`, under which the picture is moved and
// made larger. Never less than the whole window is filled.

/**
 * Where the middle of the window lies on the picture, in its pixels; zoom 1 shows as much of it as there can be.
 * @typedef {{x: number, y: number, zoom: number}} View
 * @typedef {{width: number, height: number}} Size
 */

export const ZOOM_MAX = 8;

/** @param {Size} size @returns {View} */
export const centred = ({ width, height }) => ({ x: width / 2, y: height / 2, zoom: 1 });

/** How many pixels of the picture a side of the window shows. @param {Size} size @param {number} zoom */
export const shown = ({ width, height }, zoom) => Math.min(width, height) / zoom;

/** The window stays on the picture. @param {Size} size @param {View} view @returns {View} */
export function kept(size, { x, y, zoom }) {
  const fitting = clamp(zoom, 1, ZOOM_MAX);
  const half = shown(size, fitting) / 2;
  return { x: clamp(x, half, size.width - half), y: clamp(y, half, size.height - half), zoom: fitting };
}

/** @param {Size} size @param {View} view @param {number} dx @param {number} dy  in sides of the window: what is under the finger goes with it */
export function moved(size, view, dx, dy) {
  const side = shown(size, view.zoom);
  return kept(size, { ...view, x: view.x - dx * side, y: view.y - dy * side });
}

/** What lies at this place of the window stays there. @param {Size} size @param {View} view @param {number} zoom @param {number} [u] from the middle, -0.5 to 0.5 @param {number} [v] */
export function zoomed(size, view, zoom, u = 0, v = 0) {
  const next = clamp(zoom, 1, ZOOM_MAX);
  const less = shown(size, view.zoom) - shown(size, next);
  return kept(size, { x: view.x + u * less, y: view.y + v * less, zoom: next });
}

/** What is cut out, in pixels of the picture. @param {Size} size @param {View} view */
export function cut(size, { x, y, zoom }) {
  const side = shown(size, zoom);
  return { x: x - side / 2, y: y - side / 2, side };
}

/** @param {number} value @param {number} least @param {number} most */
const clamp = (value, least, most) => Math.min(Math.max(value, least), most);
