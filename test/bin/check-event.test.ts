import { PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { beforeEach, expect, test } from "@jest/globals";
import { checkEvent } from "../../bin/check-event.ts";
import { readDraft } from "../../store/draft.ts";
import { readEventRecord } from "../../store/event-record.ts";
import { chartKey, draftKey, planKey, saleKey, seatRecordKey, sectionPartitions, shardKey } from "../../store/keys.ts";
import { newService, type TestService } from "../support/service.ts";

let service: TestService;
beforeEach(async () => {
	service = await newService();
	const sections = { stalls: { A: { "1": {}, "2": {}, "3": { status: "sold" } } }, circle: {} };
	await service.seller("PUT", "/events/theatre", { name: "Theatre", sections });
});

const seat = (label: string) => ({ section: "stalls", row: "A", seat: label });

async function check(isRepair = false, event = "theatre") {
	const lines: string[] = [];
	const options = { isRepair, now: service.clock.now, wait: async () => {}, print: (line: string) => lines.push(line) };
	const isFine = await checkEvent(service.runtime.table, event, options);
	return { isFine, lines };
}

async function life() {
	const event = await readEventRecord(service.runtime.table, "theatre");
	if (!event) throw new Error("there is no event");
	return event;
}

const putItem = (Item: Record<string, unknown>) =>
	service.runtime.table.send(new PutCommand({ TableName: service.runtime.table.name, Item }));

test("an event whose seats have moved is found in order, also where seats start sold", async () => {
	const token = "a-token-of-somebody-else";
	await service.post("/events/theatre/seat/lock", { seats: [seat("1")], token });
	await service.seller("POST", "/events/theatre/seat/claim", { seats: [seat("1")], token, order: "o-1" });
	await service.seller("POST", "/events/theatre/seat/release", { seats: [seat("3")], order: "imported" });

	expect(await check()).toEqual({
		isFine: true,
		lines: ["event theatre has 3 seats in 2 sections, 2 available", "Nothing is wrong."],
	});
});

test("a record of a seat that is not in the plan is found, and a repair deletes it", async () => {
	const event = await life();
	const record = { status: "sold", order: "o-1", soldAt: 1, shard: shardKey(event, 0) };
	await putItem({ ...seatRecordKey(event, seat("9")), ...record });

	const found = await check();
	const repaired = await check(true);

	expect(found.isFine).toBe(false);
	expect(found.lines).toContain("  stalls A 9: a record (sold) of a seat that is not in the plan");
	expect(repaired).toMatchObject({ isFine: true, lines: expect.arrayContaining(["1 record deleted"]) });
	expect(await check()).toMatchObject({ isFine: true });
});

test("a repair deletes no sale of a seat that came with a PUT after it had read the event (I1)", async () => {
	const { table } = service.runtime;
	const rows = { A: { "1": {}, "2": {}, "3": {}, "4": {} } };
	let isRead = false;
	const send = (async (command: never) => {
		const answer = await table.send(command);
		if (!isRead) {
			isRead = true;
			await service.seller("PUT", "/events/theatre", { name: "Theatre", sections: { stalls: rows, circle: {} } });
			await service.seller("POST", "/events/theatre/seat/sell", { seats: [seat("4")], order: "o-4" });
		}
		return answer;
	}) as typeof table.send;
	const options = { isRepair: true, now: service.clock.now, wait: async () => {}, print: () => {} };

	await expect(checkEvent({ ...table, send }, "theatre", options)).rejects.toThrow(
		"was changed while it was looked at",
	);

	expect((await service.get("/events/theatre/seat/check/stalls/A/4")).body.status).toBe("sold");
});

test("a record under a key that is not that of a seat is found, and a repair deletes it", async () => {
	const event = await life();
	const { pk } = seatRecordKey(event, seat("1"));
	await putItem({ pk, sk: "A 1", status: "sold", order: "o-1", soldAt: 1, shard: shardKey(event, 0) });

	const found = await check();
	await check(true);

	expect(found.lines).toContain(`  ${pk} A 1: a record (sold) whose key is not that of a seat`);
	expect(await check()).toMatchObject({ isFine: true });
});

test("a sale in the half of a section where nobody looks for its row is found, and no repair deletes it", async () => {
	const event = await life();
	const { pk, sk } = seatRecordKey(event, seat("1"));
	const other = sectionPartitions(event, seat("1").section).find((partition) => partition !== pk) ?? "";
	const sale = { status: "sold", order: "o-1", soldAt: 1, shard: shardKey(event, 0), sale: saleKey(event, "o-1") };
	await putItem({ pk: other, sk, ...sale });

	await check(true);
	const { isFine, lines } = await check();

	expect(isFine).toBe(false);
	expect(lines).toContain(`  stalls A 1: a record (sold) in ${other}, where nothing looks for its row`);
});

test("records of another life are found, and a repair deletes them and nothing else", async () => {
	const old = { id: "theatre", life: "an-old-life" };
	await putItem({ ...seatRecordKey(old, seat("1")), status: "blocked", reason: "old", shard: shardKey(old, 0) });
	await putItem({ ...planKey(old, "stalls", "digest") });
	await putItem({ ...chartKey(old, "a-chart", 0), parts: 1 });
	await putItem({ ...planKey({ ...old, id: "theatre-2" }, "stalls", "digest") });

	const found = await check();
	await check(true);

	expect(found.lines).toContain("3 unused records left by earlier events or PUTs of this id");
	expect(await check()).toMatchObject({ isFine: true });
	expect((await service.get("/events/theatre")).status).toBe(200);
});

test("an event that is not there is not in order, but one that was deleted is once a repair has removed its rest", async () => {
	await putItem({ ...seatRecordKey({ id: "gone", life: "old" }, seat("1")), status: "blocked", reason: "x" });

	expect(await check(false, "theater")).toEqual({ isFine: false, lines: ["There is no event theater."] });
	expect(await check(true, "theater")).toEqual({ isFine: false, lines: ["There is no event theater."] });
	expect((await check(false, "gone")).isFine).toBe(false);
	expect((await check(true, "gone")).isFine).toBe(true);
});

test("a repair ends the draft of a PUT whose records it deletes, so that no later PUT goes on without them", async () => {
	const { table } = service.runtime;
	await putItem({ ...draftKey("draft", "digest"), name: "a", life: "begun", isNew: true, begun: 1 });
	await putItem({ ...planKey({ id: "draft", life: "begun" }, "stalls", "digest") });
	expect(await readDraft(table, "draft", "digest")).toMatchObject({ life: "begun" });

	await checkEvent(table, "draft", { isRepair: true, now: service.clock.now, wait: async () => {}, print: () => {} });

	expect(await readDraft(table, "draft", "digest")).toBeUndefined();
});

test("a seat that no count sees is found, and so is a sale that TTL would delete", async () => {
	await service.post("/events/theatre/seat/lock", { seats: [seat("1"), seat("2")], token: "a-token-of-somebody-else" });
	await service.seller("POST", "/events/theatre/seat/release", { seats: [seat("3")], order: "imported" });
	const event = await life();
	const { table } = service.runtime;
	const set = (label: string, UpdateExpression: string, values: object, names: Record<string, string>) =>
		table.send(
			new UpdateCommand({
				...{ TableName: table.name, Key: seatRecordKey(event, seat(label)), UpdateExpression },
				...{ ExpressionAttributeValues: { ...values }, ExpressionAttributeNames: names },
			}),
		);
	await set("1", "SET #shard = :shard", { ":shard": shardKey(event, 999) }, { "#shard": "shard" });
	await set("2", "SET #status = :sold", { ":sold": "sold" }, { "#status": "status" });
	await set(
		"3",
		"SET #status = :blocked REMOVE #shard",
		{ ":blocked": "blocked" },
		{ "#status": "status", "#shard": "shard" },
	);

	const { isFine, lines } = await check(true);

	expect(isFine).toBe(false);
	expect(lines).toEqual([
		"event theatre has 3 seats in 2 sections, 0 available",
		`  stalls A 1: counted under ${shardKey(event, 999)}, which its section does not have`,
		"  stalls A 2: sold, but TTL will delete it",
		"  stalls A 3: has no shard",
		expect.stringMatching(/stalls#1 \["A","1"\]: has a record, and the index does not count it$/),
		expect.stringMatching(/stalls#1 \["A","3"\]: has a record, and the index does not count it$/),
		"0 records deleted",
	]);
});
