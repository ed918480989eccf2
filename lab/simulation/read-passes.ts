/**
 * What a request has read of the counting index: every pass over a shard, or over a section's part of it, from its first
 * page to its last. From these follow the views of the house that the request may have had.
 */
import type { View } from "./looks.ts";
import type { Stored } from "./watched-table.ts";

/** A request reads a section at most this many times. */
const MOST_LOOKS = 9;

/** The first and the last partition of a section. */
export type Partitions = readonly [first: string, last: string];

export const isIn = ([first, last]: Partitions, { pk }: Stored): boolean => first <= pk && pk <= last;

/** A page that reached the request. */
export interface ReadPage {
	readonly shard: string;
	/** `undefined` if all of the shard was asked for. */
	readonly section: Partitions | undefined;
	readonly isFirst: boolean;
	readonly isLast: boolean;
	readonly records: readonly Stored[];
}

export interface ReadPasses {
	readonly add: (page: ReadPage) => void;
	/**
	 * One view for each time that every one of these shards was read to its last page, and the same with some sections as
	 * they were read once more.
	 */
	readonly views: (shards: readonly string[]) => View[];
	/** A view of the house, and the same with some sections as they were read since. */
	readonly withSections: (view: View, shards: readonly string[]) => View[];
	/** What was read last of every shard, to its last page. */
	readonly latest: () => View;
}

interface Pass {
	readonly records: readonly Stored[];
	readonly isWhole: boolean;
}

export function readPasses(): ReadPasses {
	const ofShards = new Map<string, Pass[]>();
	/** By section, and then by shard. */
	const ofSections = new Map<string, { readonly section: Partitions; readonly byShard: Map<string, Pass[]> }>();

	const passesOf = ({ shard, section }: ReadPage): Pass[] => {
		if (section === undefined) return entryOf(ofShards, shard, () => []);
		const { byShard } = entryOf(ofSections, section.join(), () => ({ section, byShard: new Map() }));
		return entryOf(byShard, shard, () => []);
	};

	const withSections = (view: View, shards: readonly string[]): View[] => {
		let views = [view];
		for (const { section, byShard } of ofSections.values()) {
			const again = [...new Set(shards)].map((shard) => wholeOf(byShard.get(shard))).filter(({ length }) => length > 0);
			views = views.flatMap((one) => [one, ...viewsWith(section, again, one)]);
		}
		return views;
	};

	return {
		add: (page) => {
			const passes = passesOf(page);
			const before = page.isFirst ? [] : (passes.pop()?.records ?? []);
			passes.push({ records: [...before, ...page.records], isWhole: page.isLast });
		},
		views: (shards) => {
			const byShard = [...new Set(shards)].map((shard) => wholeOf(ofShards.get(shard)));
			return timesOf(byShard).flatMap((time) => withSections(at(time, byShard), shards));
		},
		withSections,
		latest: () => Array.from(ofShards.values()).flatMap((passes) => wholeOf(passes).at(-1)?.records ?? []),
	};
}

/** For each time that the section was read again, the view with that in its place. */
function viewsWith(section: Partitions, again: readonly (readonly Pass[])[], view: View): View[] {
	const others = view.filter((record) => !isIn(section, record));
	return timesOf(again)
		.slice(0, MOST_LOOKS)
		.map((time) => [...others, ...at(time, again)]);
}

const wholeOf = (passes: readonly Pass[] = []): Pass[] => passes.filter(({ isWhole }) => isWhole);

/** 0, 1, …: as often as every shard was read. */
const timesOf = (byShard: readonly (readonly Pass[])[]): number[] =>
	byShard.length === 0 ? [] : [...Array(Math.min(...byShard.map(({ length }) => length))).keys()];

const at = (time: number, byShard: readonly (readonly Pass[])[]): Stored[] =>
	byShard.flatMap((passes) => passes[time]?.records ?? []);

function entryOf<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
	const value = map.get(key) ?? make();
	map.set(key, value);
	return value;
}
