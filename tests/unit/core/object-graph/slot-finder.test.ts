// From a slot to its span: spans of one large object lie between spans of a thousand small ones.

import fc from "fast-check";
import { expect, test } from "vitest";
import type { SpanTable } from "../../../../src/core/object-graph/heap-image.ts";
import { SlotFinder } from "../../../../src/core/object-graph/slot-finder.ts";

const pageBytes = 8192;

/** One span behind the other, each with so many slots; 0 of those that are being set up. */
function spansOf(slots: readonly number[]): SpanTable {
  const count = slots.length;
  const firstSlot = new Uint32Array(count + 1);
  slots.forEach((own, span) => (firstSlot[span + 1] = firstSlot[span]! + own));
  return {
    count,
    start: Float64Array.from(
      slots,
      (_, span) => 0xc000000000 + span * pageBytes,
    ),
    pages: new Uint32Array(count).fill(1),
    slotBytes: Float64Array.from(slots, (own) =>
      own === 0 ? 8 : Math.floor(pageBytes / own / 8) * 8,
    ),
    slots: Uint32Array.from(slots),
    spanClass: Uint8Array.from(slots, (own) => (own === 1 ? 0 : 10)),
    freeIndex: Uint32Array.from(slots),
    largeType: new Float64Array(count),
    firstSlot,
    block: new Int32Array(count),
    blockWord: new Uint32Array(count),
  };
}

test("every slot is found in the span that has it, and by its address", () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.constant(1), fc.integer({ min: 0, max: 1024 })), {
        minLength: 1,
        maxLength: 80,
      }),
      (slots) => {
        const spans = spansOf(slots);
        const finder = new SlotFinder(spans, pageBytes);
        slots.forEach((own, span) => {
          for (let index = 0; index < own; index++) {
            const slot = spans.firstSlot[span]! + index;
            if (finder.spanOfSlot(slot) !== span)
              expect({ slot, span: finder.spanOfSlot(slot) }).toEqual({
                slot,
                span,
              });
            if (finder.slotAt(finder.addressOf(slot) + 7) !== slot)
              expect(finder.slotAt(finder.addressOf(slot) + 7)).toBe(slot);
          }
        });
      },
    ),
    { numRuns: 50 },
  );
});
