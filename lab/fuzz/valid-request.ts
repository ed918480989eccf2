/** Requests that the OpenAPI document allows, about seats, tokens and orders that exist. */
import type { Random } from "../simulation/random.ts";
import { changedDocument, randomDocument } from "./documents.ts";
import type { Draft, Header } from "./draft.ts";
import type { Knowledge, Status, Subject } from "./knowledge.ts";
import { type Operation, operations, type Parameter, resolve, type Schema, typesOf } from "./operations.ts";
import { randomValue, type Suggest } from "./random-value.ts";

export const SELLER_KEY = "local-seller-key";
const VALID_KEY: Header = ["authorization", `Bearer ${SELLER_KEY}`];

/** The state that seats are in when a verb moves them. An operation that is not listed gets seats of any state. */
const MOVES_FROM: Readonly<Record<string, Status>> = {
	lock: "available",
	sell: "available",
	block: "available",
	extend: "locked",
	unlock: "locked",
	claim: "locked",
	release: "sold",
	unblock: "blocked",
};
const STATUSES = ["available", "locked", "sold", "blocked"] as const satisfies readonly Status[];

/** The share of requests about seats in the state that the verb expects. */
const EXPECTED_STATE_SHARE = 0.85;

/** How often an operation is chosen, by its method: a deletion takes seconds and leaves nothing to do. */
const WEIGHTS: Readonly<Record<string, number>> = { GET: 3, POST: 6, PUT: 12, PATCH: 6, DELETE: 3 };

/** An operation without parameters has one answer; it is still sent about ten times in two thousand requests. */
const CONSTANT_WEIGHT = 2;

/** @param ids the events of the world. Not all of them exist at any one time. */
export function validRequest(knowledge: Knowledge, ids: readonly string[], random: Random, now: number): Draft {
	const missing = ids.filter((id) => !knowledge.events.has(id));
	const isMissing = missing.length > 0 && random.chance(0.1 * missing.length ** 2);
	const operation = isMissing ? random.pick(puts) : randomOperation(random);
	const subject = isMissing ? undefined : subjectOf(operation, knowledge, ids, random);
	const suggest = suggestions(operation, subject, knowledge, isMissing ? missing : ids, random, now);
	const chosen = ({ name, schema }: Parameter) => randomValue(schema, name, suggest, random);
	const isSent = ({ required = false }: Parameter) => required || random.chance(0.4);

	const path = operation.path
		.split("/")
		.slice(1)
		.map((segment) => {
			const name = /^\{(\w+)\+?\}$/.exec(segment)?.[1];
			if (name === undefined) return segment;
			const parameter = operation.parameters.find((declared) => declared.in === "path" && declared.name === name);
			return String(chosen(parameter ?? { name, in: "path", schema: { type: "string" } }));
		});
	const parametersIn = (place: Parameter["in"]) =>
		operation.parameters
			.filter((parameter) => parameter.in === place && isSent(parameter))
			.map((parameter): [string, string] => [parameter.name, String(chosen(parameter))]);
	const types = typesOf(operation);
	const [type, schema] = operation.bodies.length > 0 ? random.pick(operation.bodies) : [];
	const headers: Header[] = [
		...(operation.isSellers ? [VALID_KEY] : []),
		...(type === undefined ? [] : [["content-type", type] as const]),
		...parametersIn("header").map(([name, value]) => [name.toLowerCase(), value] as const),
		...(types.length > 1 && random.chance(0.6) ? [["accept", random.pick(types)] as const] : []),
		...(operation.method === "GET" && random.chance(0.1) ? [ifNoneMatch(knowledge, random)] : []),
	];
	return {
		operation,
		method: operation.method,
		path,
		query: withTheirSection(parametersIn("query")),
		headers,
		body: schema && (operation.needsBody || random.chance(0.7)) ? bodyOf(operation, schema) : undefined,
	};

	function bodyOf({ method }: Operation, form: Schema) {
		if (method !== "PUT") return randomValue(form, "body", suggest, random);
		const known = subject?.event.document;
		return known && random.chance(0.85) ? changedDocument(known, random, now) : randomDocument(random, now);
	}
}

/** A row is asked for only with its section, and a seat only with its row. */
function withTheirSection(query: readonly [string, string][]): [string, string][] {
	const has = (name: string) => query.some(([given]) => given === name);
	const isWhole = { row: has("section"), seat: has("section") && has("row") };
	return query.filter(([name]) => isWhole[name as keyof typeof isWhole] ?? true);
}

const puts = operations.filter(({ method }) => method === "PUT");

function randomOperation(random: Random): Operation {
	const heaviest = Math.max(...Object.values(WEIGHTS));
	for (;;) {
		const operation = random.pick(operations);
		const isConstant = operation.parameters.length === 0 && operation.method === "GET";
		const weight = isConstant && !operation.path.includes("seat") ? CONSTANT_WEIGHT : WEIGHTS[operation.method];
		if (random.chance((weight ?? heaviest / 2) / heaviest)) return operation;
	}
}

const ifNoneMatch = (knowledge: Knowledge, random: Random): Header => [
	"if-none-match",
	knowledge.tag(random) ?? random.pick(["*", '"none"']),
];

/** Seats that the operation can be about, of the default event if its path names none. */
function subjectOf(
	{ path }: Operation,
	knowledge: Knowledge,
	ids: readonly string[],
	random: Random,
): Subject | undefined {
	const verb = /\/seat\/([a-z_]+)/.exec(path)?.[1]?.replace("_together", "") ?? "";
	const expected = MOVES_FROM[verb];
	const status = expected && random.chance(EXPECTED_STATE_SHARE) ? expected : random.pick(STATUSES);
	return knowledge.subject(status, random, path.includes("{event}") ? undefined : ids[0]);
}

/** What the state says about a property or a parameter, by its name. */
function suggestions(
	operation: Operation,
	subject: Subject | undefined,
	knowledge: Knowledge,
	ids: readonly string[],
	random: Random,
	now: number,
): Suggest {
	const known = subject?.seats ?? [];
	let next = 0;
	const sectionLabels = [...new Set([...(subject?.event.seats.values() ?? [])].map(({ seat }) => seat.section))];
	const seat = () => known[next % Math.max(1, known.length)];
	const isRelease = operation.path.endsWith("/release");
	/** How many seats the whole order has, as far as this client knows. */
	const soldUnder = (order: string | undefined) => {
		const all = [...(subject?.event.seats.values() ?? [])];
		return Math.max(1, all.filter((each) => each.status === "sold" && each.order === order).length);
	};
	const takesToken = /lock|change/.test(operation.path) && !/unlock/.test(operation.path);

	const suggest: Suggest = (name, schema) => {
		switch (name) {
			case "event":
				return subject?.event.id ?? random.pick(ids);
			case "section":
				return seat()?.seat.section ?? (sectionLabels.length > 0 ? random.pick(sectionLabels) : undefined);
			case "row":
			case "seat":
				// An element of `seats` is an object; its members come one by one.
				return schema.type === "object" ? undefined : seat()?.seat[name];
			case "seats":
				return known.length > 0 ? known.map((each) => each.seat) : undefined;
			case "changes":
				return known.length > 0 ? known.map((each) => changeOf(each, schema)) : undefined;
			case "sections":
				return sectionLabels.length > 0 ? sectionLabels.slice(0, 1 + random.below(3)) : undefined;
			case "token":
				if (takesToken) return random.chance(0.2) ? knowledge.knownToken(random) : knowledge.newToken(random);
				return subject?.token ?? knowledge.knownToken(random) ?? knowledge.newToken(random);
			case "order":
				return subject?.order ?? `order ${random.below(40)}`;
			case "reason":
				return subject?.reason ?? random.pick(["house", "broken", "press & guests"]);
			case "num":
				if (isRelease && random.chance(0.8)) return soldUnder(subject?.order);
				return schema.type === "string" ? String(1 + random.below(4)) : 1 + random.below(4);
			case "seconds":
				return random.pick([1, 5, 30, 60, 600]);
			case "opens":
				return now + random.pick([-3_600, -60, 30]);
			case "closes":
				return now + random.pick([86_400, 600, -30]);
			case "lockSeconds":
				return random.pick([30, 120, 600]);
			case "maxLockSeconds":
				return random.pick([600, 1_800]);
			case "if-match":
			case "If-Match":
			case "If-None-Match":
				return knowledge.tag(random) ?? "*";
			case "chart":
				return knowledge.harvested("chart", random);
			case "after":
				return optionally(knowledge.harvested("next", random), schema);
			default:
				return undefined;
		}
	};

	const changeOf = (
		{ seat: address, status, order, reason, expires, soldAt, lockedAt }: (typeof known)[number],
		{ items }: Schema,
	) => ({
		...address,
		from: {
			status,
			...(status === "sold" && { order: order ?? null, ...(soldAt !== undefined && { soldAt }) }),
			...(status === "blocked" && { reason }),
			...(status === "locked" && { expires, ...(lockedAt !== undefined && { lockedAt }) }),
		},
		to: randomValue(resolve(items ?? {}).properties?.["to"] ?? {}, "to", suggest, random),
	});
	return (name, schema) => {
		const value = suggest(name, schema);
		if (name === "seat" && value !== undefined) next += 1;
		return value;
	};
}

const optionally = (value: unknown, { type }: Schema) =>
	value === undefined || type !== "string" ? value : String(value);
