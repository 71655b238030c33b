// The names of people of whom only the id was told.

import { useEffect, useState } from "preact/hooks";
import { api, session } from "../confab.js";

/** Names last for one visit. @type {Map<string, string>} */
const known = new Map();

/** @param {string[]} ids @returns {(id: string) => string | undefined} */
export function useNames(ids) {
  const [, setCount] = useState(0);
  const missing = [...new Set(ids)].filter((id) => id && !known.has(id));
  useEffect(() => {
    for (const id of missing) {
      known.set(id, "");
      api.get(`/api/users/${id}`).then(
        ({ user }) => {
          known.set(id, user.name);
          setCount((count) => count + 1);
        },
        // Gone, or out of reach: a name is not worth a complaint.
        () => known.delete(id),
      );
    }
  }, [missing.join()]);
  return (id) => (id === session.user.value?.id ? session.user.value.name : known.get(id) || undefined);
}
