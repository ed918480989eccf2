/** A table that reports what it is sent and each of its answers. */
import { readSeatKey } from "../../store/keys.ts";
import type { Table } from "../../store/table.ts";
import { isSeat } from "./watched-table.ts";

interface Reporter {
	/** An item that is put by itself, except of a seat. */
	readonly onSend: (item: object) => void;
	readonly onAnswer: (answer: object) => void;
	/** The life of the seats that the table is asked for. */
	readonly onLife: (life: string) => void;
}

/** The same table, which reports what it is sent and each of its answers. */
export function reporting(table: Table, { onSend, onAnswer, onLife }: Reporter): Table {
	// biome-ignore lint/suspicious/noExplicitAny: every command of the SDK passes through here, each with its own type
	const send = async (command: any, options: never) => {
		const { Item, Key: key, TransactItems = [], RequestItems, IndexName, ExpressionAttributeValues } = command.input;
		const { Keys = [] } = RequestItems?.[table.name] ?? {};
		const { ":pk": pk, ":from": sk } = IndexName === undefined ? (ExpressionAttributeValues ?? {}) : {};
		const alone = [Item ?? key, { pk, sk }, ...Keys].map((one) => ({ Put: { Item: one } }));
		for (const { Put, Update, Delete, ConditionCheck } of [...alone, ...TransactItems]) {
			const one = Put?.Item ?? (Update ?? Delete ?? ConditionCheck)?.Key;
			if (one?.sk && isSeat(one)) onLife(readSeatKey(one).life);
		}
		if (Item && !isSeat(Item)) onSend(Item);
		const answer: object = await table.send(command, options);
		onAnswer(answer);
		return answer;
	};
	return { ...table, send: send as Table["send"] };
}
