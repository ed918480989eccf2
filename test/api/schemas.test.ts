import { describe, expect, test } from "@jest/globals";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import * as z from "zod/mini";
import { mistakesIn } from "../../api/event-document.ts";
import { label, seats } from "../../api/fields.ts";
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
	test("a request and an event document accept the same labels", () => {
		fc.assert(
			fc.property(aText, (text) => {
				const inRequest = label.safeParse(text).success;
				const document = (sections: object) => mistakesIn({ name: "x", sections }).length === 0;

				expect(document({ [text]: {} })).toBe(inRequest);
				expect(document({ a: { [text]: {} } })).toBe(inRequest);
				expect(document({ a: { a: { [text]: {} } } })).toBe(inRequest);
				expect(document({ a: [{ row: text, seats: [text] }] })).toBe(inRequest);
			}),
			{ numRuns: 1_000 },
		);
	});

	test("labels that have broken other programs are accepted", () => {
		for (const odd of ODD_LABELS) expect([odd, label.safeParse(odd).success]).toEqual([odd, true]);
	});

	test("a label has 1 to 64 characters, and an emoji counts as one", () => {
		const lengths = ["", "🎭", "🎭".repeat(64), "🎭".repeat(65), "x".repeat(64), "x".repeat(65)];

		expect(lengths.map((text) => label.safeParse(text).success)).toEqual([false, true, true, false, true, false]);
	});

	test("a label has no control characters and no unpaired surrogates", () => {
		const texts = [
			"a\u0000",
			"\t",
			"a\u001f",
			"\u007f",
			"\u0085",
			"\u009f",
			"\ud83c",
			"\udfad",
			"\udfad\ud83c",
			"\u00a0",
		];

		expect(texts.filter((text) => label.safeParse(text).success)).toEqual(["\u00a0"]);
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
						expect(isValid(body)).toBe(schema.safeParse(body).success);
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
