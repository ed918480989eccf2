/** The class of the failures that a service reports under this name. */
// biome-ignore lint/suspicious/noExplicitAny: TypeScript's own condition on a class that is extended
export function serviceException(Base: new (options: any) => Error, name: string, fault: "client" | "server") {
	return class extends Base {
		override readonly name = name;
		readonly $fault = fault;

		constructor(options: object) {
			super({ name, $fault: fault, ...options });
		}
	};
}
