/** How the search keeps its configurations: few of them, in small numbers, and quick to compare. */
import { AVAILABLE, nameOf, type SeatState } from "./seat-model.ts";

/** The state of every seat, as a number. Equal houses are the same object, which makes comparing cheap. */
export type House = readonly number[];

export interface Configuration {
	readonly house: House;
	/** The required operations under way that have happened, as a set of bits. */
	readonly made: bigint;
	/** The optional operations under way that have happened, and the observations not explained yet: the fewer the better. */
	readonly spent: bigint;
}

/** The configuration without these bits. */
export const without = ({ house, made, spent }: Configuration, bits: bigint): Configuration => ({
	house,
	made: made & ~bits,
	spent: spent & ~bits,
});

/** A set of configurations that drops those which another one makes redundant. */
export function smallestSet() {
	const byHouse = new Map<House, Configuration[]>();
	return {
		/** Returns whether the configuration was added. */
		add: (configuration: Configuration): boolean => {
			const { house, made, spent } = configuration;
			const rivals = byHouse.get(house);
			if (rivals === undefined) {
				byHouse.set(house, [configuration]);
				return true;
			}
			let makesRedundant = false;
			for (const rival of rivals) {
				if (rival.made !== made) continue;
				const both = rival.spent & spent;
				if (both === rival.spent) return false;
				makesRedundant ||= both === spent;
			}
			const left = makesRedundant ? rivals.filter((one) => one.made !== made || (one.spent & spent) !== spent) : rivals;
			left.push(configuration);
			if (makesRedundant) byHouse.set(house, left);
			return true;
		},
		all: (): Configuration[] => {
			const all: Configuration[] = [];
			for (const configurations of byHouse.values()) all.push(...configurations);
			return all;
		},
	};
}

/** Numbers states, equal states alike, and keeps one object for equal houses. */
export function numberStates() {
	const states: SeatState[] = [];
	const numbers = new Map<string, number>();
	const houses = new Map<string, House>();
	return {
		numberOf: (state: SeatState): number => {
			const name = nameOf(state);
			const known = numbers.get(name);
			if (known !== undefined) return known;
			numbers.set(name, states.length);
			return states.push(state) - 1;
		},
		stateOf: (number: number): SeatState => states[number] ?? AVAILABLE,
		same: (house: House): House => {
			const name = house.join();
			const known = houses.get(name);
			if (known) return known;
			houses.set(name, house);
			return house;
		},
	};
}

/** Hands out bits for operations under way and reuses them, so that the numbers stay small. */
export function freeBits() {
	const free: bigint[] = [];
	let next = 1n;
	return {
		take: (): bigint => {
			const bit = free.pop() ?? next;
			if (bit === next) next <<= 1n;
			return bit;
		},
		give: (bit: bigint): void => {
			free.push(bit);
		},
	};
}
