/** Hides what is secret from a logger, and no client has one. */
export function schemaLogFilter(): never {
	throw new Error("loggers of the SDK are left out of the bundles");
}
