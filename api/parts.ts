/**
 * Schemas that check a large value part by part. Zod alone would collect a mistake for every part, and six megabytes
 * hold a million parts; it would report all options of a union, and skip the label `__proto__`.
 */
import * as z from "zod/mini";
import type { JsonObject } from "./json.ts";

/** A refusal lists at most this many mistakes: more would only repeat them, so the other parts are not checked. */
export const MAX_MISTAKES = 100;

type Payload = z.core.ParsePayload;
type Context = z.core.ParseContextInternal;

/** Checks the form first: a value of another form is a single mistake, with this message. */
export function onlyIf<Schema extends z.ZodMiniType>(
	hasForm: (value: unknown) => boolean,
	expected: string,
	schema: Schema,
): Schema {
	const { parse } = schema._zod;
	return checkedBy(schema, (payload, context) => {
		if (hasForm(payload.value)) parse(payload, context);
		else payload.issues.push({ code: "custom", message: expected, input: payload.value });
	});
}

/** A union that chooses one option by the form of the value, and reports the mistakes of that option only. */
export function choose<Schema extends z.ZodMiniUnion>(
	schema: Schema,
	optionFor: (value: unknown) => z.core.$ZodType,
): Schema {
	return checkedBy(schema, (payload, context) => {
		optionFor(payload.value)._zod.run(payload, context);
	});
}

/** Checks an array element by element. What is not an array must be refused before, with `onlyIf`. */
export function inOrder<Schema extends z.ZodMiniArray>(schema: Schema): Schema {
	const { element } = schema.def;
	return checkedBy(schema, (payload, context) => {
		const elements = payload.value as readonly unknown[];
		for (let index = 0; index < elements.length && hasRoom(payload); index++) {
			checkPart(payload, index, elements[index], element, context);
		}
	});
}

/**
 * Checks an object by label: each label with its value. For objects only, see `onlyIf`.
 * @param texts what a text says about the object itself, by its key: with anything else the key is a label.
 */
export function byLabel<Schema extends z.ZodMiniRecord>(
	schema: Schema,
	texts: Readonly<Record<string, z.ZodMiniType>>,
): Schema {
	const { keyType, valueType } = schema.def;
	const about = new Map(Object.entries(texts));
	return checkedBy(schema, (payload, context) => {
		for (const [key, value] of Object.entries(payload.value as JsonObject)) {
			if (!hasRoom(payload)) return;
			const text = typeof value === "string" ? about.get(key) : undefined;
			if (text) {
				checkPart(payload, key, value, text, context);
			} else {
				checkPart(payload, key, key, keyType, context);
				checkPart(payload, key, value, valueType, context);
			}
		}
	});
}

/** Checks an object of known fields: those it has, and those it must have. For objects only, see `onlyIf`. */
export function byField<Schema extends z.ZodMiniObject>(schema: Schema): Schema {
	const fields = new Map(Object.entries(schema.def.shape));
	const required = Array.from(fields).filter(([, { _zod }]) => _zod.optin !== "optional");
	const unknown = z.never("unknown field");
	return checkedBy(schema, (payload, context) => {
		const object = payload.value as JsonObject;
		for (const name of Object.keys(object)) {
			if (!hasRoom(payload)) return;
			checkPart(payload, name, object[name], fields.get(name) ?? unknown, context);
		}
		for (const [name, field] of required) {
			if (!Object.hasOwn(object, name)) checkPart(payload, name, undefined, field, context);
		}
	});
}

/** Whether everything so far was checked, and more may be. */
export function hasRoom({ issues }: Pick<Payload, "issues">): boolean {
	return issues.length < MAX_MISTAKES;
}

function checkPart(whole: Payload, key: string | number, value: unknown, schema: z.core.$ZodType, context: Context) {
	const { issues } = schema._zod.run({ value, issues: [] }, context) as Payload;
	for (const issue of issues) whole.issues.push({ ...issue, path: [key, ...(issue.path ?? [])] });
}

/** Replaces how a schema parses. Its type and its description stay, and its own checks still run afterwards. */
function checkedBy<Schema extends z.ZodMiniType>(
	schema: Schema,
	check: (payload: Payload, context: Context) => void,
): Schema {
	const parse = (payload: Payload, context: Context) => {
		check(payload, context);
		return payload;
	};
	schema._zod.parse = parse;
	// `run` of a schema with checks calls `parse` itself.
	if (!schema.def.checks?.length) schema._zod.run = parse;
	return schema;
}
