import { beforeAll, expect, test } from "@jest/globals";
import { type Fault, onlyTheFirst, saying } from "../support/network.ts";
import { seatRecords } from "../support/records.ts";
import { alice, inPath, seatsIn } from "../support/seats.ts";
import { newSale, type TestService } from "../support/service.ts";

let service: TestService;

beforeAll(async () => {
	service = await newSale();
});

test("a seat counts as kept only where it was heard in the same round as the others (I4)", async () => {
	const [one, two] = seatsIn("a", 1, 3) as [ReturnType<typeof seatsIn>[0], ReturnType<typeof seatsIn>[0]];
	const another = service.another();
	await service.post(`/seat/lock${inPath(one)}`, { token: alice });
	let round = 0;
	/** Between the rounds the kept seat is lost and the other one won; then the first does not say what it is. */
	const meanwhile: Fault = async (sent, deliver) => {
		if (sent.operation !== "TransactWriteItems") return deliver();
		round += 1;
		if (round !== 2) return deliver();
		await another.post(`/seat/unlock${inPath(one)}`, { token: alice });
		await another.post(`/seat/lock${inPath(two)}`, { token: alice });
		const Item = { ...sent.input.TransactItems[1].Put.Item };
		const CancellationReasons = [{ Code: "TransactionConflict" }, { Code: "ConditionalCheckFailed", Item }];
		return onlyTheFirst(1, saying("TransactionCanceledException", { CancellationReasons }))(sent, deliver);
	};

	service.network.break(meanwhile);
	const { status } = await service.post("/seat/lock", { token: alice, seats: [one, two] });
	service.network.break();

	expect(status).toBe(200);
	const records = await seatRecords(service.runtime.table.name, [one, two]);
	expect(records.map((record) => record?.status)).toEqual(["locked", "locked"]);
});
