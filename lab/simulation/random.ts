/** Random numbers from a seed: the same seed draws the same numbers, so a failure can be replayed. */
export interface Random {
	/** A number in [0, 1). */
	readonly draw: () => number;
	/** An integer in [0, limit). */
	readonly below: (limit: number) => number;
	readonly chance: (probability: number) => boolean;
	readonly pick: <Item>(items: readonly Item[]) => Item;
	/** One of the names, with a probability proportional to its weight. */
	readonly weighted: <Name extends string>(weights: Readonly<Record<Name, number>>) => Name;
}

/** Mulberry32; its 32 bits of state are enough for runs of a few hundred steps. */
export function randomFrom(seed: number): Random {
	let state = seed >>> 0;
	const draw = () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
	const below = (limit: number) => Math.floor(draw() * limit);
	return {
		draw,
		below,
		chance: (probability) => draw() < probability,
		pick: <Item>(items: readonly Item[]) => items[below(items.length)] as Item,
		weighted: <Name extends string>(weights: Readonly<Record<Name, number>>) => {
			const entries = Object.entries<number>(weights) as [Name, number][];
			let left = draw() * entries.reduce((sum, [, weight]) => sum + weight, 0);
			for (const [name, weight] of entries) {
				left -= weight;
				if (left < 0) return name;
			}
			return (entries.at(-1) as [Name, number])[0];
		},
	};
}
