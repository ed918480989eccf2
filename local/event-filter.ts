/** Whether a value matches a filter of an event source mapping. Throws for other rules than exact values and prefixes. */
export function matchesFilter(filter: unknown, value: unknown): boolean {
	if (Array.isArray(filter)) return filter.some((rule) => matchesRule(rule, value));
	if (typeof filter !== "object" || filter === null) throw unsupportedFilter(filter);
	return Object.entries(filter).every(([name, part]) =>
		matchesFilter(part, (value as Record<string, unknown> | undefined)?.[name]),
	);
}

function matchesRule(rule: unknown, value: unknown): boolean {
	if (typeof rule === "string") return value === rule;
	const { prefix, ...others } = (rule ?? {}) as { prefix?: unknown };
	if (typeof prefix !== "string" || Object.keys(others).length > 0) throw unsupportedFilter(rule);
	return typeof value === "string" && value.startsWith(prefix);
}

function unsupportedFilter(filter: unknown): Error {
	return new Error(`The local server does not support the filter ${JSON.stringify(filter)}.`);
}
