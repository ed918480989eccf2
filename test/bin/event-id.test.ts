import { expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { eventId } from "../../api/fields.ts";
import { isEventId } from "../../bin/event/event-id.ts";

test("the commands accept the same event ids as the service", () => {
	const id = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(..."ab09-_A \n"), maxLength: 70 }));

	fc.assert(
		fc.property(id, (id) => {
			expect(isEventId(id)).toBe(eventId.safeParse(id).success);
		}),
		{ numRuns: 2_000 },
	);
});
