/**
 * The steps that a request to AWS goes through. The SDK sorts them for each request, though all requests of a command have
 * the same; this stack remembers the order. A test compares the two (test/lib/lean-sdk.test.ts).
 */
type Handler = (args: unknown) => Promise<unknown>;
export type Middleware = (next: Handler, context: object) => Handler;

export interface Place {
	readonly name: string;
	/** Whether it may replace one of its name. */
	readonly override?: boolean;
	readonly step?: keyof typeof STEPS;
	readonly priority?: keyof typeof PRIORITIES;
	/** Of one that has no step of its own, but is right before or after another. */
	readonly relation?: "before" | "after";
	readonly toMiddleware?: string;
}

interface Entry extends Place {
	readonly middleware: Middleware;
	/** All that the order depends on. */
	readonly key: string;
}

interface Plugin {
	readonly applyToStack: (stack: Stack) => void;
}

interface Stack extends Plugin {
	readonly put: (entry: Entry) => void;
	readonly add: (middleware: Middleware, place: Place) => void;
	readonly addRelativeTo: Stack["add"];
	readonly use: (plugin: Plugin) => void;
	readonly concat: (other: Plugin) => Stack;
	/** The names, in any order. */
	readonly identify: () => string[];
	readonly identifyOnResolve: () => false;
	readonly resolve: (handler: Handler, context: object) => Handler;
}

const STEPS = { initialize: 5, serialize: 4, build: 3, finalizeRequest: 2, deserialize: 1 };
const PRIORITIES = { high: 3, normal: 2, low: 1 };

/** By the keys of the entries: one order for each kind of command. */
const orders = new Map<string, readonly number[]>();

export const constructStack = (): Stack => stackOf([]);

function stackOf(given: readonly Entry[]): Stack {
	let entries = given;
	const put: Stack["put"] = (entry) => {
		const others = entries.filter(({ name }) => name !== entry.name);
		if (others.length < entries.length && !entry.override) throw new Error(`there are two middlewares ${entry.name}`);
		entries = [...others, entry];
	};
	const add: Stack["add"] = (middleware, place) => {
		const { name, step, priority, relation, toMiddleware } = place;
		put({ ...place, middleware, key: [name, step, priority, relation, toMiddleware].join() });
	};
	const use: Stack["use"] = (plugin) => plugin.applyToStack(stack);
	const stack: Stack = {
		put,
		add,
		addRelativeTo: add,
		use,
		applyToStack: (other) => {
			for (const entry of entries) other.put(entry);
		},
		concat: (other) => {
			const both = stackOf(entries);
			both.use(other);
			return both;
		},
		identify: () => entries.map(({ name }) => name),
		identifyOnResolve: () => false,
		resolve: (handler, context) =>
			inOrder(entries).reduceRight((next, { middleware }) => middleware(next, context), handler),
	};
	return stack;
}

function inOrder(entries: readonly Entry[]): Entry[] {
	const key = entries.map((entry) => entry.key).join();
	const order = orders.get(key) ?? sorted(entries).map((entry) => entries.indexOf(entry));
	orders.set(key, order);
	return order.map((index) => entries[index] as Entry);
}

function sorted(entries: readonly Entry[]): Entry[] {
	const beside = (entry: Entry, side: Entry["relation"]) =>
		entries.filter(({ relation, toMiddleware }) => relation === side && toMiddleware === entry.name);
	const withNeighbours = (entry: Entry): Entry[] => [
		...beside(entry, "before").flatMap(withNeighbours),
		entry,
		...beside(entry, "after").reverse().flatMap(withNeighbours),
	];
	const order = entries
		.filter(({ relation }) => relation === undefined)
		.sort((one, other) => rankOf(other) - rankOf(one))
		.flatMap(withNeighbours);
	const lost = entries.find((entry) => !order.includes(entry));
	if (lost) throw new Error(`${lost.name} is beside ${lost.toMiddleware}, which is not there`);
	return order;
}

const rankOf = ({ step = "initialize", priority = "normal" }: Entry) => 10 * STEPS[step] + PRIORITIES[priority];
