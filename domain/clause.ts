/**
 * A condition on a record, as data: `holds` evaluates it here, and store/expression.ts renders it as the condition of a
 * write. Both read it as DynamoDB does: a comparison with a missing attribute does not hold, except that it is not equal.
 */

/** Attributes are text or whole numbers; only numbers have an order. */
export type Clause =
	| { readonly attribute: string; readonly operator: "=" | "<>"; readonly value: string | number }
	| { readonly attribute: string; readonly operator: "<" | "<=" | ">" | ">="; readonly value: number }
	| { readonly attribute: string; readonly operator: "exists" | "missing" }
	| { readonly operator: "all"; readonly clauses: readonly [Clause, ...Clause[]] }
	| { readonly operator: "any"; readonly clauses: readonly [Clause, ...Clause[]] };

export const is = (attribute: string, value: string | number): Clause => ({ attribute, operator: "=", value });
export const isNot = (attribute: string, value: string | number): Clause => ({ attribute, operator: "<>", value });
export const below = (attribute: string, value: number): Clause => ({ attribute, operator: "<", value });
export const atMost = (attribute: string, value: number): Clause => ({ attribute, operator: "<=", value });
export const above = (attribute: string, value: number): Clause => ({ attribute, operator: ">", value });
export const atLeast = (attribute: string, value: number): Clause => ({ attribute, operator: ">=", value });
export const exists = (attribute: string): Clause => ({ attribute, operator: "exists" });
export const missing = (attribute: string): Clause => ({ attribute, operator: "missing" });
export const all = (...clauses: [Clause, ...Clause[]]): Clause => ({ operator: "all", clauses });
export const any = (...clauses: [Clause, ...Clause[]]): Clause => ({ operator: "any", clauses });

/**
 * Whether the clause holds for a record; where there is none, every attribute is missing. Loops and no callbacks: a reading
 * of a large house asks this for every taken seat.
 */
export function holds(clause: Clause, record: object | undefined): boolean {
	if (clause.operator === "all") {
		for (const part of clause.clauses) if (!holds(part, record)) return false;
		return true;
	}
	if (clause.operator === "any") {
		for (const part of clause.clauses) if (holds(part, record)) return true;
		return false;
	}
	const held = (record as Readonly<Record<string, unknown>> | undefined)?.[clause.attribute];
	switch (clause.operator) {
		case "exists":
			return held !== undefined;
		case "missing":
			return held === undefined;
		case "=":
			return held === clause.value;
		case "<>":
			return held !== clause.value;
		case "<":
			return typeof held === "number" && held < clause.value;
		case "<=":
			return typeof held === "number" && held <= clause.value;
		case ">":
			return typeof held === "number" && held > clause.value;
		case ">=":
			return typeof held === "number" && held >= clause.value;
	}
}

/** Whether the clause may hold for a record that has these attributes, and perhaps others. */
export function mayHold(clause: Clause, known: object): boolean {
	switch (clause.operator) {
		case "all":
			return clause.clauses.every((part) => mayHold(part, known));
		case "any":
			return clause.clauses.some((part) => mayHold(part, known));
		default:
			return !(clause.attribute in known) || holds(clause, known);
	}
}
