// People by the beginning of their name, as somebody types it.

import { useEffect, useRef, useState } from "preact/hooks";
import { api, session } from "../confab.js";

/** @import { Problem } from "../net/api.js" */
/** @import { User } from "../wire.js" */

/** Between the last letter and the question to the site. */
const SEARCH_AFTER_MS = 200;

/**
 * Everybody but oneself. `people` is null until there is an answer; the last one stays until there is another.
 * @param {string | null} sought  null: nobody is looked for
 */
export function usePeople(sought) {
  const [people, setPeople] = useState(/** @type {User[] | null} */ (null));
  const [problem, setProblem] = useState(/** @type {Problem | null} */ (null));
  /** Answers to questions nobody asks any more are dropped. */
  const asked = useRef(0);
  useEffect(() => {
    asked.current += 1;
    if (sought === null) {
      setPeople(null);
      return;
    }
    const mine = asked.current;
    const timer = setTimeout(
      () => {
        api.get(`/api/users?q=${encodeURIComponent(sought)}`).then(
          ({ users }) => {
            if (mine !== asked.current) return;
            setPeople(users.filter((/** @type {User} */ { id }) => id !== session.user.peek()?.id));
            setProblem(null);
          },
          (trouble) => mine === asked.current && setProblem(trouble),
        );
      },
      people ? SEARCH_AFTER_MS : 0,
    );
    return () => clearTimeout(timer);
  }, [sought]);
  return { people, problem };
}
