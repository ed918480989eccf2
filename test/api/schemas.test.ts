import { describe, expect, test } from "@jest/globals";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import * as z from "zod/mini";
import { mistakesIn } from "../../api/event-document.ts";
import { clearLabel, label, order, reason, seats } from "../../api/fields.ts";
import { requests } from "../../api/requests.ts";
import { responses } from "../../api/responses.ts";
import { aLabel, ODD_LABELS } from "../support/labels-at-random.ts";
import { alice } from "../support/seats.ts";

/** Texts around the limits: empty, about 64 characters, surrogate pairs, unpaired surrogates, control characters. */
const aText = fc.oneof(
	aLabel,
	fc.string({
		unit: fc.constantFrom("a", " ", "\n", "\u0000", "\u007f", "\u0085", "\u00a0", "\u2028", "🎭", "\ud83c", "\udfad"),
		maxLength: 66,
	}),
	fc
		.tuple(fc.constantFrom("x", "🎭", "\u0301"), fc.integer({ min: 62, max: 66 }))
		.map(([unit, times]) => unit.repeat(times)),
);

describe("a label", () => {
	test("a document has only labels that a request can name", () => {
		fc.assert(
			fc.property(aText, (text) => {
				const isClear = clearLabel.safeParse(text).success;
				const document = (sections: object) => mistakesIn({ name: "x", sections }).length === 0;

				expect(document({ [text]: {} })).toBe(isClear);
				expect(document({ a: { [text]: {} } })).toBe(isClear);
				expect(document({ a: { a: { [text]: {} } } })).toBe(isClear);
				expect(document({ a: [{ row: text, seats: [text] }] })).toBe(isClear);
				if (isClear) expect(label.safeParse(text).success).toBe(true);
			}),
			{ numRuns: 1_000 },
		);
	});

	test("labels that have broken other programs are accepted, if they have at most 128 bytes", () => {
		for (const odd of ODD_LABELS) {
			expect([odd, label.safeParse(odd).success]).toEqual([odd, Buffer.byteLength(odd) <= 128]);
		}
	});

	test("a label in a request is handed on in NFC, so it finds the one in the document", () => {
		expect(label.parse("E\u0301")).toBe("\u00c9");
		expect(seats.parse([{ section: "O\u0308", row: "E\u0301", seat: "1" }])).toEqual([
			{ section: "\u00d6", row: "\u00c9", seat: "1" },
		]);
	});

	test("an order and a reason are handed on as they are", () => {
		expect(order.parse("E\u0301")).toBe("E\u0301");
		expect(reason.parse(" E\u0301 ")).toBe(" E\u0301 ");
	});

	test("a label that no document can have is well-formed in a request: it is only unknown", () => {
		for (const text of [" 1", "1\u200b", "\u202e"]) {
			expect([text, label.safeParse(text).success, clearLabel.safeParse(text).success]).toEqual([text, true, false]);
		}
	});
});

describe("the JSON Schema of a request", () => {
	const ajv = new Ajv2020({ strict: true, strictRequired: false });
	const aField = <Value>(...values: fc.Arbitrary<unknown>[]): fc.Arbitrary<Value> =>
		fc.oneof(...values, fc.constantFrom(null, 1.5, "", {}, [])) as fc.Arbitrary<Value>;
	const aSeat = fc.record(
		{ section: aText, row: aText, seat: aField(aText), more: fc.constant(1) },
		{ requiredKeys: ["section", "row"] },
	);
	const aBody = fc.record(
		{
			token: aField(
				fc.constant(alice),
				fc.integer({ min: 20, max: 24 }).map((length) => "x".repeat(length)),
				fc.integer({ min: 127, max: 129 }).map((length) => "-".repeat(length)),
				fc.constant(`${alice}=`),
			),
			seconds: aField(fc.constantFrom(0, 1, 600, 604_800, 604_801, -1, 1e300)),
			order: aField(aText),
			seats: aField(fc.array(aSeat, { maxLength: 3 })),
			more: fc.constant(1),
		},
		{ requiredKeys: [] },
	);

	test.each(["lock", "extend", "unlock", "claim", "release"] as const)(
		"the JSON Schema of a request, as in the OpenAPI document, accepts exactly what the function accepts: %s",
		(verb) => {
			for (const schema of [requests[verb].body, z.safeExtend(requests[verb].body as z.ZodMiniObject, { seats })]) {
				const isValid = ajv.compile(z.toJSONSchema(schema, { io: "input" }));

				fc.assert(
					fc.property(aBody, (body) => {
						// No schema can count bytes.
						const { issues = [] } = schema.safeParse(body).error ?? {};
						const beyond = issues.filter(({ message }) => !message.includes("bytes in UTF-8"));
						expect(isValid(body)).toBe(beyond.length === 0);
					}),
					{ numRuns: 500 },
				);
			}
		},
	);
});

test("the token in a lock's answer has the same pattern as the token in a request", () => {
	const schemaOf = (schema: z.core.$ZodType) =>
		z.toJSONSchema(schema) as { properties?: Record<string, { pattern?: string }> };

	expect(schemaOf(responses.lock).properties?.["token"]?.pattern).toBe(
		schemaOf(requests.unlock.body).properties?.["token"]?.pattern,
	);
});
