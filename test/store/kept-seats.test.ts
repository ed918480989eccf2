import { beforeAll, describe, expect, test } from "@jest/globals";
import { type Fault, onlyTheFirst, saying } from "../support/network.ts";
import { seatRecords } from "../support/records.ts";
import { alice, bob, eventDocument, inPath, rows, seatsIn } from "../support/seats.ts";
import { FAR, newSale, type Reply, type TestService } from "../support/service.ts";

let service: TestService;

beforeAll(async () => {
	service = await newSale(eventDocument({ sections: { orchestra: rows("abcdefghi", [1, 3]) } }));
});

test("a seat counts as kept only if it was seen in the same round as the others (I4)", async () => {
	const [one, two] = seatsIn("a", 1, 3) as [ReturnType<typeof seatsIn>[0], ReturnType<typeof seatsIn>[0]];
	const another = service.another();
	await service.post(`/seat/lock${inPath(one)}`, { token: alice });
	let round = 0;
	/** Between the rounds, the kept seat is lost and the other one is won. Then a conflict hides the state of the first. */
	const inBetween: Fault = async (sent, deliver) => {
		if (sent.operation !== "TransactWriteItems") return deliver();
		round += 1;
		if (round !== 2) return deliver();
		await another.post(`/seat/unlock${inPath(one)}`, { token: alice });
		await another.post(`/seat/lock${inPath(two)}`, { token: alice });
		const Item = { ...sent.input.TransactItems[1].Put.Item };
		const CancellationReasons = [{ Code: "TransactionConflict" }, { Code: "ConditionalCheckFailed", Item }];
		return onlyTheFirst(1, saying("TransactionCanceledException", { CancellationReasons }))(sent, deliver);
	};

	service.network.break(inBetween);
	const { status } = await service.post("/seat/lock", { token: alice, seats: [one, two] });
	service.network.break();

	expect(status).toBe(200);
	const records = await seatRecords(service.runtime.table.name, [one, two]);
	expect(records.map((record) => record?.status)).toEqual(["locked", "locked"]);
});

test("kept seats are answered as they are at one instant, even if the first round saw only one of them (I4)", async () => {
	const seats = seatsIn("i", 1, 3);
	const another = service.another();
	await service.post("/seat/lock", { seats, token: alice, seconds: 60 });
	let round = 0;
	/** The first round sees only the second seat, and before the next round both are extended. */
	const inBetween: Fault = async (sent, deliver) => {
		if (sent.operation !== "TransactWriteItems" || ++round > 1) return deliver();
		const Item = { ...sent.input.TransactItems[1].Put.Item };
		await another.post("/seat/extend", { seats, token: alice, seconds: 300 });
		const CancellationReasons = [{ Code: "TransactionConflict" }, { Code: "ConditionalCheckFailed", Item }];
		return saying("TransactionCanceledException", { CancellationReasons })(sent, deliver);
	};

	service.network.break(inBetween);
	const { status, body } = await service.post("/seat/lock", { seats, token: alice, seconds: 60 });
	service.network.break();

	expect(status).toBe(200);
	expect(body.seats.map(({ expires }: { expires: number }) => expires)).toEqual([FAR + 300, FAR + 300]);
});

describe("a kept seat that changes before the others are written (I4, I7)", () => {
	type Ask = (verb: string, numbers: readonly number[], body: object, by?: TestService) => Promise<Reply>;
	interface Case {
		readonly row: string;
		readonly verb: string;
		readonly body: object;
		/** Prepares seat 1 to be kept and seat 3 to be written. */
		readonly before: (ask: Ask) => Promise<unknown>;
		/** What happens to seat 1 between the two rounds. */
		readonly inBetween: (ask: Ask) => Promise<unknown>;
	}

	const lockedAndSold = async (ask: Ask, order: object) => {
		await ask("lock", [1, 3], { token: alice });
		await ask("claim", [1], { token: alice, ...order });
	};
	const soldTo = async (ask: Ask, token: string, order: object) => {
		await ask("release", [1], { token: alice });
		await ask("lock", [1], { token });
		await ask("claim", [1], { token, ...order });
	};
	const lockedBy = async (ask: Ask, token: string, body: object = {}) => {
		await ask("unlock", [1], { token: alice });
		await ask("lock", [1], { token, ...body });
	};
	const blockedFor = async (ask: Ask, reason: string) => {
		await ask("unblock", [1], {});
		await ask("block", [1], { reason });
	};

	test.each<[string, Case]>([
		[
			"sold to another buyer under the same order",
			{
				row: "b",
				verb: "claim",
				body: { token: alice, order: "A" },
				before: (ask) => lockedAndSold(ask, { order: "A" }),
				inBetween: (ask) => soldTo(ask, bob, { order: "A" }),
			},
		],
		[
			"sold to the same buyer under another order",
			{
				row: "c",
				verb: "claim",
				body: { token: alice, order: "A" },
				before: (ask) => lockedAndSold(ask, { order: "A" }),
				inBetween: (ask) => soldTo(ask, alice, { order: "B" }),
			},
		],
		[
			"locked by another buyer for longer",
			{
				row: "d",
				verb: "extend",
				body: { token: alice, seconds: 300 },
				before: async (ask) => {
					await ask("lock", [1], { token: alice, seconds: 600 });
					await ask("lock", [3], { token: alice, seconds: 60 });
				},
				inBetween: (ask) => lockedBy(ask, bob, { seconds: 1_000 }),
			},
		],
		[
			"unblocked and locked by a buyer",
			{
				row: "e",
				verb: "block",
				body: { reason: "desk" },
				before: (ask) => ask("block", [1], { reason: "desk" }),
				inBetween: async (ask) => {
					await ask("unblock", [1], {});
					await ask("lock", [1], { token: bob });
				},
			},
		],
		[
			"blocked for another reason",
			{
				row: "f",
				verb: "block",
				body: { reason: "desk" },
				before: (ask) => ask("block", [1], { reason: "desk" }),
				inBetween: (ask) => blockedFor(ask, "camera"),
			},
		],
		[
			"locked by another buyer",
			{
				row: "g",
				verb: "lock",
				body: { token: alice },
				before: (ask) => ask("lock", [1], { token: alice }),
				inBetween: (ask) => lockedBy(ask, bob),
			},
		],
	])(
		"a request is refused whole if a seat that it kept changes before the others are written (I4, I7): %s",
		async (_, { row, verb, body, before, inBetween }) => {
			const other = service.another();
			const ask: Ask = (what, numbers, sent, by = other) =>
				by.seller("POST", `/seat/${what}`, { seats: seatsIn(row, ...numbers), ...sent });
			const records = () => seatRecords(service.runtime.table.name, seatsIn(row, 1, 3));
			await before(ask);
			const [, untouched] = await records();
			const instance = service.another({ now: FAR + 1 });
			let round = 0;
			instance.network.break(async (sent, deliver) => {
				if (sent.operation === "TransactWriteItems" && ++round === 2) await inBetween(ask);
				return deliver();
			});

			const { status } = await ask(verb, [1, 3], body, instance);

			expect(round).toBe(2);
			expect(status).toBe(409);
			expect((await records())[1]).toEqual(untouched);
		},
	);

	test("a claimed seat that its buyer releases and locks again before the others are written is claimed with them (I4)", async () => {
		const row = "h";
		const other = service.another();
		const post = (verb: string, body: object) =>
			other.seller("POST", `/seat/${verb}`, { seats: seatsIn(row, 1), ...body });
		await other.post("/seat/lock", { seats: seatsIn(row, 1, 3), token: alice });
		await post("claim", { token: alice });
		let round = 0;
		const instance = service.another();
		instance.network.break(async (sent, deliver) => {
			if (sent.operation === "TransactWriteItems" && ++round === 2) {
				await post("release", { token: alice });
				await post("lock", { token: alice });
			}
			return deliver();
		});

		const { status } = await instance.seller("POST", "/seat/claim", { seats: seatsIn(row, 1, 3), token: alice });

		expect(status).toBe(200);
		const records = await seatRecords(service.runtime.table.name, seatsIn(row, 1, 3));
		expect(records.map((record) => record?.status)).toEqual(["sold", "sold"]);
	});
});
