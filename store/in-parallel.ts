/** Does a task for each item, so many at a time; the first failure stops the rest and is thrown. */
export async function inParallel<Item>(
	items: readonly Item[],
	atOnce: number,
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
	await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
}
