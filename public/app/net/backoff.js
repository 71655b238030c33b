// When to try again after a connection was lost: the one table of numbers, and the rule that reads it.

export const RECONNECT = {
  /** Before the first retry: a deploy closes everybody's socket at once, so even this one is spread out. */
  firstMs: 500,
  /** Each further retry waits this many times longer. */
  factor: 2,
  /** Nobody waits longer than this. */
  maxMs: 30_000,
  /** The wait is drawn from ± this share around its middle. */
  jitter: 0.5,
  /** An attempt that has not been greeted by then has failed. */
  helloMs: 10_000,
  /** A socket that lived this long was a good one: counting starts anew. */
  stableMs: 5_000,
  /** Silence after which a ping is sent: middleboxes forget idle connections after a minute. */
  pingMs: 30_000,
  /** No pong in this time: the connection is dead, whatever the browser thinks. */
  pongMs: 5_000,
  /** A command unanswered for this long means the same. */
  answerMs: 10_000,
};

/**
 * @param {number} attempt  0 for the first retry
 * @param {number} random   in [0, 1)
 */
export function delayBefore(attempt, random) {
  const middle = Math.min(RECONNECT.firstMs * RECONNECT.factor ** attempt, RECONNECT.maxMs / (1 + RECONNECT.jitter));
  return Math.round(middle * (1 - RECONNECT.jitter + 2 * RECONNECT.jitter * random));
}
