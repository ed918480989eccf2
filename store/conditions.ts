/**
 * The clauses of every condition, each named, and how they are joined. A clause writes an attribute as `#attribute`
 * and brings the values it speaks of; DynamoDB refuses an expression that brings one more.
 */
export interface Clause {
	readonly text: string;
	readonly values: Readonly<Record<string, string | number>>;
}

const clause = (text: string, values: Clause["values"] = {}): Clause => ({ text, values });

const joined = (clauses: readonly Clause[], word: "AND" | "OR"): Clause => ({
	text: clauses.map(({ text }) => `(${text})`).join(` ${word} `),
	values: Object.assign({}, ...clauses.map(({ values }) => values)),
});

export const all = (...clauses: Clause[]): Clause => joined(clauses, "AND");
export const any = (...clauses: Clause[]): Clause => joined(clauses, "OR");

export const noRecord = clause("attribute_not_exists(#pk)");
export const isLocked = clause("#status = :locked", { ":locked": "locked" });
export const isSold = clause("#status = :sold", { ":sold": "sold" });

export const isBlocked = clause("#status = :blocked", { ":blocked": "blocked" });
export const reasonIs = (reason: string) => clause("#reason = :reason", { ":reason": reason });

/** I2: at `expires` the lock has ended. */
const endedBy = (now: number) => clause("#expires <= :now", { ":now": now });
export const livesAt = (now: number) => clause("#expires > :now", { ":now": now });
export const endsBefore = (instant: number) => clause("#expires < :instant", { ":instant": instant });
export const endsAt = (instant: number) => clause("#expires = :instant", { ":instant": instant });
export const lockedSince = (earliest: number) => clause("#lockedAt >= :earliest", { ":earliest": earliest });
export const lockedAtIs = (instant: number) => clause("#lockedAt = :lockedAt", { ":lockedAt": instant });
export const tokenIs = (tokenHash: string) => clause("#tokenHash = :tokenHash", { ":tokenHash": tokenHash });
export const orderIs = (order: string | undefined) =>
	order === undefined ? clause("attribute_not_exists(#order)") : clause("#order = :order", { ":order": order });

/** A party's record as it was read. */
export const seatsAre = (seats: string) => clause("#seats = :seats", { ":seats": seats });

/** A feed that ends where it was read to end. */
export const lastIs = (last: number) => (last === 0 ? noRecord : clause("#last = :last", { ":last": last }));

/** An event's record as it was read. */
export const versionIs = (version: number) => clause("#version = :version", { ":version": version });
export const isOpen = clause("attribute_not_exists(#deleting)");
export const isDeleting = clause("attribute_exists(#deleting)");

/** I2: an available seat has no record, or that of a lock which has ended. Twin of `isAvailable`. */
export const isAvailable = (now: number): Clause => any(noRecord, all(isLocked, endedBy(now)));

/** I3: a live lock of this token. Twin of `isHeldBy`. */
export const isHeldBy = (tokenHash: string, now: number): Clause => all(isLocked, tokenIs(tokenHash), livesAt(now));

/** The names behind the `#attributes` of an expression. */
export function attributeNames(...expressions: string[]): Record<string, string> {
	const names = expressions.join(" ").matchAll(/#(\w+)/g);
	return Object.fromEntries(Array.from(names, ([name, attribute]) => [name, attribute as string]));
}

/** A condition as a write takes it, asking for the record that stands in the way should it fail. */
export function onlyIf(condition: Clause) {
	return {
		ConditionExpression: condition.text,
		ExpressionAttributeNames: attributeNames(condition.text),
		...(Object.keys(condition.values).length > 0 && { ExpressionAttributeValues: condition.values }),
		ReturnValuesOnConditionCheckFailure: "ALL_OLD" as const,
	};
}
