/** 100 parties of four ask at once for 400 seats: how many get seats at the first request, and after how many writes? */
import { startService } from "../../local/start.ts";
import { type Row, writeReport } from "../report.ts";
import { callsTo } from "./support/api.ts";
import { dynamoDbProxy } from "./support/dynamodb-proxy.ts";

const PARTIES = 100;
const NUM = 4;
const SEATS = PARTIES * NUM;
/** The first two rounds only warm up the engine, the functions and this process; they are not reported. */
const ROW_LENGTHS = [4, 4, 8, 16, 20, 40];
const WARM_UP_ROUNDS = 2;

const HEADINGS: Row = [
	"seats in a row",
	"parties served at the first request",
	"seats given twice",
	"write attempts per party",
	"index queries per party",
];

const proxy = await dynamoDbProxy();
const service = await startService({ port: 0, endpoint: proxy.endpoint });
const call = callsTo(service.address);
const rows: Row[] = [];
for (const [index, length] of ROW_LENGTHS.entries()) {
	const event = `rows-of-${length}-${index}`;
	const stalls = Array.from({ length: SEATS / length }, (_, row) => ({
		row: String(row + 1),
		seats: Array.from({ length }, (_, seat) => String(seat + 1)),
	}));
	await call("PUT", `/events/${event}`, { name: event, sections: { stalls } });
	await call("GET", `/events/${event}/seat/together?num=${NUM}`);

	const before = proxy.counts();
	const replies = await Promise.all(
		Array.from({ length: PARTIES }, (_, party) => {
			const token = `party-${String(party).padStart(20, "0")}`;
			return call("POST", `/events/${event}/seat/lock_together`, { num: NUM, token });
		}),
	);
	const after = proxy.counts();
	const served = replies.filter(({ status }) => status === 200);
	const given = served.flatMap(({ body }) => body.seats.map((seat: object) => JSON.stringify(seat)));
	const perParty = (operation: string) =>
		(((after.get(operation) ?? 0) - (before.get(operation) ?? 0)) / PARTIES).toFixed(2);
	if (index < WARM_UP_ROUNDS) continue;
	rows.push([
		length,
		served.length,
		given.length - new Set(given).size,
		perParty("TransactWriteItems"),
		perParty("Query"),
	]);
}
await service.stop();
await proxy.stop();
writeReport("together", "100 parties of four ask at once for 400 seats", "npm run bench -- together", [
	[HEADINGS, ...rows],
]);
