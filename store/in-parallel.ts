/** The items in their order, this many together. */
export function inChunks<Item>(items: readonly Item[], size: number): Item[][] {
	const chunks: Item[][] = [];
	for (let start = 0; start < items.length; start += size) chunks.push(items.slice(start, start + size));
	return chunks;
}

/** Runs a task for each item, a limited number at a time. The first failure stops the rest and is thrown. */
export async function inParallel<Item>(
	items: readonly Item[],
	concurrency: number,
	task: (item: Item) => Promise<void>,
): Promise<void> {
	let next = 0;
	const worker = async () => {
		while (next < items.length) {
			const item = items[next++] as Item;
			await task(item).catch((error) => {
				next = items.length;
				throw error;
			});
		}
	};
	await Promise.all(Array.from({ length: Math.min(concurrency, items.length) }, worker));
}
