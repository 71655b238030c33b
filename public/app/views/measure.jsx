// One step about somebody in the room one is in.

import { measureStep } from "./measures.jsx";
import { Steps } from "./steps.jsx";

/** @import { OpenRoom } from "../state/room.js" */
/** @import { Measure } from "../overlays.js" */
/** @import { Author } from "../wire.js" */

/** @param {{measure: Measure, person: Author, open: OpenRoom, onClose: () => void}} props */
export function MeasureDialog({ measure, person, open, onClose }) {
  const { members } = open;
  const step = measureStep(measure, {
    person,
    room: open.room.value,
    onSeat: (change) => {
      const seat = members.seats.peek().get(person.id);
      if (seat) members.put({ ...seat, ...change });
    },
    onGone: () => members.drop(person.id),
    onHandedOver: () => void members.reload(),
  });
  return <Steps title={person.name} steps={[step]} first={measure} onClose={onClose} />;
}
