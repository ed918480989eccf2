/**
 * What requests to DynamoDB are billed by the rules of the service, reckoned from the items themselves: DynamoDB Local
 * reports too little for transactions and another number for small reads. To know an item before and after a write, it
 * is read past the meter, so what is metered is not timed.
 */
import { GetCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import type { Table } from "../../../store/table.ts";

export interface Bill {
	requests: number;
	readUnits: number;
	/** Of the table. */
	writeUnits: number;
	/** Of its indexes. */
	indexUnits: number;
}

export const nothing = (): Bill => ({ requests: 0, readUnits: 0, writeUnits: 0, indexUnits: 0 });

type Item = Readonly<Record<string, unknown>>;
// biome-ignore lint/suspicious/noExplicitAny: the input of any command
type Input = any;

const READ_KB = 4_096;
const WRITE_KB = 1_024;
const IN_TRANSACTION = 2;

/** The attributes of the table's keys are in both; the others are projected (lib/seat-table.ts). */
const INDEXES = [
	{ key: "shard", attributes: ["pk", "sk", "shard", "status", "expires", "start"] },
	{ key: "sale", attributes: ["pk", "sk", "sale", "status", "soldAt", "order"] },
] as const;

/** The same table, which adds to the bill what is sent to it. */
export function metered(table: Table, bill: Bill): Table {
	const send = (async (
		command: { readonly input: Input; readonly constructor: { readonly name: string } },
		options: never,
	) => {
		bill.requests += 1;
		const { name } = command.constructor;
		const { input } = command;
		if (name === "GetCommand") {
			const found = await itemAt(table, input.Key);
			bill.readUnits += unitsToRead([found ?? {}], input.ConsistentRead);
		} else if (name === "BatchGetCommand") {
			for (const { Keys: keys, ConsistentRead: isConsistent } of Object.values<Input>(input.RequestItems)) {
				const found = await Promise.all(keys.map((key: Item) => itemAt(table, key)));
				for (const item of found) bill.readUnits += unitsToRead([item ?? {}], isConsistent);
			}
		} else if (name === "QueryCommand") {
			// Several are sent at once, so nothing is awaited within the sum.
			const found = await itemsFound(table, input);
			bill.readUnits += unitsToRead(found, input.ConsistentRead);
		} else {
			return write(table, command, options, bill);
		}
		return table.send(command as never, options);
	}) as unknown as Table["send"];
	return { ...table, send };
}

async function write(
	table: Table,
	command: { readonly input: Input; readonly constructor: { readonly name: string } },
	options: never,
	bill: Bill,
) {
	const { input } = command;
	const isTransaction = command.constructor.name === "TransactWriteCommand";
	const keys = itemsIn(input).map(keyOf);
	const before = await Promise.all(keys.map((key) => itemAt(table, key)));
	const factor = isTransaction ? IN_TRANSACTION : 1;
	try {
		return await table.send(command as never, options);
	} finally {
		// What is refused is billed for the table and leaves the indexes alone: then nothing has changed.
		const after = await Promise.all(keys.map((key) => itemAt(table, key)));
		for (const index of keys.keys()) {
			const larger = Math.max(sizeOf(before[index] ?? {}), sizeOf(after[index] ?? {}));
			bill.writeUnits += factor * Math.max(1, Math.ceil(larger / WRITE_KB));
			bill.indexUnits += unitsOfIndexes(before[index], after[index]);
		}
	}
}

function unitsOfIndexes(before: Item | undefined, after: Item | undefined): number {
	return INDEXES.reduce((sum, { key, attributes }) => {
		const [old, made] = [before, after].map((item) => item && key in item && entryOf(item, attributes));
		if (!old && !made) return sum;
		if (old && made && old[key] !== made[key]) return sum + unitsOfEntry(old) + unitsOfEntry(made);
		if (old && made && JSON.stringify(old) === JSON.stringify(made)) return sum;
		return sum + Math.max(unitsOfEntry(old || {}), unitsOfEntry(made || {}));
	}, 0);
}

const entryOf = (item: Item, attributes: readonly string[]): Item =>
	Object.fromEntries(attributes.flatMap((name) => (name in item ? [[name, item[name]]] : [])));

const unitsOfEntry = (entry: Item) => Math.max(1, Math.ceil(sizeOf(entry) / WRITE_KB));

/** The writes of a transaction, of a batch, or the only one. */
function itemsIn({ TransactItems: transaction, RequestItems: batch, ...single }: Input): Input[] {
	if (transaction) return transaction.flatMap(Object.values);
	return batch ? Object.values<Input[]>(batch).flat().flatMap(Object.values) : [single];
}

const keyOf = ({ Key: key, Item: item }: Input): Item => key ?? { pk: item.pk, sk: item.sk };

async function itemAt({ send, name }: Table, Key: Item): Promise<Item | undefined> {
	const { Item: item } = await send(new GetCommand({ TableName: name, Key, ConsistentRead: true }));
	return item;
}

/** What a query looks at: neither a projection nor a filter saves units. */
async function itemsFound({ send }: Table, query: Input): Promise<readonly Item[]> {
	const { ProjectionExpression: _, FilterExpression: __, ...input } = query;
	const used = (names: object = {}) => {
		const entries = Object.entries(names).filter(([name]) => isIn(input.KeyConditionExpression, name));
		return entries.length > 0 ? Object.fromEntries(entries) : undefined;
	};
	const { Items: items = [] } = await send(
		new QueryCommand({
			...input,
			ExpressionAttributeNames: used(input.ExpressionAttributeNames),
			ExpressionAttributeValues: used(input.ExpressionAttributeValues),
		}),
	);
	return items;
}

/** Whether the expression uses this name, and not only one that begins with it. */
const isIn = (expression: string, name: string) => new RegExp(`${name}\\b`).test(expression);

/** Half a unit for each 4 KB of what is found together; a whole one if strongly consistent. */
function unitsToRead(items: readonly Item[], isConsistent = false): number {
	const bytes = items.reduce((sum, item) => sum + sizeOf(item), 0);
	return Math.max(1, Math.ceil(bytes / READ_KB)) * (isConsistent ? 1 : 0.5);
}

/** Names and values; of a number about half a byte a digit, of lists and maps three bytes more. */
function sizeOf(item: Item): number {
	return Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + sizeOfValue(value), 0);
}

function sizeOfValue(value: unknown): number {
	if (typeof value === "string") return Buffer.byteLength(value);
	if (typeof value === "number") return Math.ceil(String(value).length / 2) + 1;
	if (value instanceof Uint8Array) return value.byteLength;
	if (Array.isArray(value)) return value.reduce((sum, one) => sum + 1 + sizeOfValue(one), 3);
	if (typeof value === "object" && value !== null) return 3 + sizeOf(value as Item);
	return 1;
}
