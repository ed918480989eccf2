/**
 * A clause means the same to the domain, which evaluates it, and to DynamoDB, which is given it as an expression: for
 * random clauses, records and instants, few enough that ends meet `now` (ADR 014).
 */
import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { beforeAll, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
	above,
	all,
	any,
	atLeast,
	atMost,
	below,
	type Clause,
	exists,
	holds,
	is,
	isNot,
	missing,
} from "../../domain/clause.ts";
import { ATTRIBUTES, isAvailable, isHeldBy, isTaken, type SeatRecord } from "../../domain/seat-record.ts";
import { onlyIf } from "../../store/expression.ts";
import { seatRecordKey } from "../../store/keys.ts";
import type { Table } from "../../store/table.ts";
import { NO_LIFE, putSeatRecords } from "../support/records.ts";
import { anInstant, anOrder, aReason, aRecord, aTokenHash, NOW } from "../support/records-at-random.ts";
import { seat } from "../support/seats.ts";
import { newService } from "../support/service.ts";

const CASES = 1_500;
const AT_ONCE = 30;

/** Prints with every failure; `SEED=… npm test -- test/store/clauses` draws the same cases again. */
const SEED = Number(process.env["SEED"] ?? Math.floor(Math.random() * 2 ** 31));

const anAttribute = fc.constantFrom("status", ...Object.values(ATTRIBUTES).flat());
const aNumber = fc.integer({ min: NOW - 5, max: NOW + 5 });
const aText = fc.oneof(
	fc.constantFrom("locked", "sold", "blocked", String(NOW)),
	aTokenHash,
	aReason,
	anOrder.map((order) => order ?? "none"),
);

const aSimpleClause: fc.Arbitrary<Clause> = fc.oneof(
	fc.tuple(fc.constantFrom(exists, missing), anAttribute).map(([make, attribute]) => make(attribute)),
	fc
		.tuple(fc.constantFrom(is, isNot), anAttribute, fc.oneof(aNumber, aText))
		.map(([make, attribute, value]) => make(attribute, value)),
	fc
		.tuple(fc.constantFrom(below, atMost, above, atLeast), anAttribute, aNumber)
		.map(([make, attribute, value]) => make(attribute, value)),
	anInstant.map(isAvailable),
	anInstant.map(isTaken),
	fc.tuple(aTokenHash, anInstant).map(([tokenHash, now]) => isHeldBy(tokenHash, now)),
);

const { aClause } = fc.letrec<{ aClause: Clause }>((tie) => ({
	aClause: fc.oneof(
		{ maxDepth: 3 },
		aSimpleClause,
		fc
			.tuple(fc.constantFrom(all, any), fc.array(tie("aClause"), { minLength: 1, maxLength: 3 }))
			.map(([join, clauses]) => join(...(clauses as [Clause, ...Clause[]]))),
	),
}));

let table: Table;

beforeAll(async () => {
	table = (await newService()).runtime.table;
});

/** Whether DynamoDB finds that the clause holds: only then does it write the record over itself. */
async function holdsInDynamoDb(clause: Clause, number: number, record: SeatRecord | undefined): Promise<boolean> {
	const Item = { ...seatRecordKey({ id: "distant-worlds", life: NO_LIFE }, seat("clauses", number)), ...record };
	try {
		await table.send(new PutCommand({ TableName: table.name, Item, ...onlyIf(clause) }));
		return true;
	} catch (error) {
		if ((error as Error).name === "ConditionalCheckFailedException") return false;
		throw error;
	}
}

test("DynamoDB and the domain agree whether a clause holds for a record", async () => {
	const cases = fc.sample(fc.record({ clause: aClause, record: aRecord }), { numRuns: CASES, seed: SEED });
	await putSeatRecords(
		table.name,
		cases.map(({ record }, number) => [seat("clauses", number), record] as const),
	);

	const differences: object[] = [];
	for (let first = 0; first < cases.length; first += AT_ONCE) {
		const group = cases.slice(first, first + AT_ONCE);
		const found = await Promise.all(
			group.map(({ clause, record }, index) => holdsInDynamoDb(clause, first + index, record)),
		);
		for (const [index, { clause, record }] of group.entries()) {
			const expected = holds(clause, record);
			if (found[index] !== expected) differences.push({ seed: SEED, clause, record, dynamoDb: found[index], expected });
		}
	}

	expect(differences).toEqual([]);
	const held = cases.filter(({ clause, record }) => holds(clause, record)).length;
	expect(Math.min(held, CASES - held)).toBeGreaterThan(CASES / 10);
});
