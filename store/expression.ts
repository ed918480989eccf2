/**
 * Renders clauses (domain/clause.ts) and updates as DynamoDB's expressions. The attribute `a` appears as `#a` and its
 * values as `:a`, `:a2`, …: DynamoDB refuses reserved words written out, and names and values that no expression uses.
 */
import type { Clause } from "../domain/clause.ts";

/** What an update does to a record. */
export interface Changes {
	readonly set: Readonly<Record<string, unknown>>;
	/** Those of `set` that the record keeps as it has them, if it has them. */
	readonly inherit?: readonly string[];
	readonly remove?: readonly string[];
}

export interface Expressions {
	/** The clause as text. */
	readonly render: (clause: Clause) => string;
	readonly update: (changes: Changes) => string;
	/** A list of attributes to read. */
	readonly list: (...attributes: string[]) => string;
	/** The names and values that everything rendered so far uses. */
	readonly attributes: () => {
		readonly ExpressionAttributeNames: Record<string, string>;
		readonly ExpressionAttributeValues?: Record<string, unknown>;
	};
}

/** The expressions of one request, which share their names and values. */
export function expressions(): Expressions {
	const names: Record<string, string> = {};
	const values: Record<string, unknown> = {};

	const nameOf = (attribute: string) => {
		names[`#${attribute}`] = attribute;
		return `#${attribute}`;
	};
	const placeholderOf = (attribute: string, value: unknown) => {
		let name = `:${attribute}`;
		for (let count = 2; name in values && values[name] !== value; count++) name = `:${attribute}${count}`;
		values[name] = value;
		return name;
	};
	const render = (clause: Clause): string => {
		switch (clause.operator) {
			case "all":
				return joined(clause.clauses.map(render), "AND");
			case "any":
				return joined(clause.clauses.map(render), "OR");
			case "exists":
				return `attribute_exists(${nameOf(clause.attribute)})`;
			case "missing":
				return `attribute_not_exists(${nameOf(clause.attribute)})`;
			default:
				return `${nameOf(clause.attribute)} ${clause.operator} ${placeholderOf(clause.attribute, clause.value)}`;
		}
	};

	return {
		render,
		update: ({ set, inherit = [], remove = [] }) => {
			const sets = Object.entries(set).map(([attribute, value]) => {
				const [name, placeholder] = [nameOf(attribute), placeholderOf(attribute, value)];
				return `${name} = ${inherit.includes(attribute) ? `if_not_exists(${name}, ${placeholder})` : placeholder}`;
			});
			return [
				...(sets.length > 0 ? [`SET ${sets.join(", ")}`] : []),
				...(remove.length > 0 ? [`REMOVE ${remove.map(nameOf).join(", ")}`] : []),
			].join(" ");
		},
		list: (...attributes) => attributes.map(nameOf).join(", "),
		attributes: () => ({
			ExpressionAttributeNames: names,
			...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
		}),
	};
}

/** DynamoDB refuses redundant parentheses, such as those around a single clause. */
function joined(parts: readonly string[], word: "AND" | "OR"): string {
	return parts.length === 1 ? parts.join("") : parts.map((part) => `(${part})`).join(` ${word} `);
}

/** A condition as a write takes it. When it fails, DynamoDB returns the record that stood in the way. */
export function onlyIf(condition: Clause) {
	const { render, attributes } = expressions();
	return {
		ConditionExpression: render(condition),
		...attributes(),
		ReturnValuesOnConditionCheckFailure: "ALL_OLD" as const,
	};
}

/** An update as a write takes it, with its condition. */
export function updateIf(condition: Clause, changes: Changes) {
	const { render, update, attributes } = expressions();
	return {
		UpdateExpression: update(changes),
		ConditionExpression: render(condition),
		...attributes(),
		ReturnValuesOnConditionCheckFailure: "ALL_OLD" as const,
	};
}
