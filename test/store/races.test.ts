/** Buyers who want the same seats at the same time, spread over several instances as they would be on AWS. */
import { beforeAll, expect, test } from "@jest/globals";
import { seatKey } from "../../domain/seat.ts";
import { hashToken } from "../../store/token-hash.ts";
import { seatRecords } from "../support/records.ts";
import { alice, eventDocument, rows, seat, tokenOf } from "../support/seats.ts";
import { FAR, newSale, type TestService } from "../support/service.ts";

let service: TestService;
let instances: TestService[];

beforeAll(async () => {
	const numbers = Array.from({ length: 24 }, (_, index) => index);
	service = await newSale(eventDocument({ sections: { orchestra: rows("abcdefgh", numbers) } }));
	instances = Array.from({ length: 4 }, () => service.another());
});

const instanceFor = (buyer: number) => instances[buyer % instances.length] as TestService;
const buyers = (count: number) => Array.from({ length: count }, (_, buyer) => buyer);
const tokenFor = (buyer: number) => tokenOf(`buyer-${buyer}`);

test("when 32 buyers want one seat, one gets it and the others learn that it is locked (I1)", async () => {
	const replies = await Promise.all(
		buyers(32).map((buyer) => instanceFor(buyer).post("/seat/lock/orchestra/a/1", { token: tokenFor(buyer) })),
	);

	const winners = buyers(32).filter((buyer) => replies[buyer]?.status === 200);
	expect(winners).toHaveLength(1);
	expect(replies.filter(({ status }) => status === 409)).toHaveLength(31);
	for (const { status, body } of replies) {
		if (status === 409) expect(body.seats).toMatchObject([{ status: "locked", expires: FAR + 600 }]);
	}
	const [record] = await seatRecords(service.runtime.table.name, [seat("a", 1)]);
	expect(record).toMatchObject({ status: "locked", tokenHash: hashToken(tokenFor(winners[0] ?? -1)) });
});

test("when one lock is claimed under 32 orders at once, one claim sells the seat (I1)", async () => {
	await service.post("/seat/lock/orchestra/a/2", { token: alice });

	const replies = await Promise.all(
		buyers(32).map((buyer) =>
			instanceFor(buyer).seller("POST", "/seat/claim/orchestra/a/2", { token: alice, order: `order-${buyer}` }),
		),
	);

	const winners = buyers(32).filter((buyer) => replies[buyer]?.status === 200);
	expect(winners).toHaveLength(1);
	const [record] = await seatRecords(service.runtime.table.name, [seat("a", 2)]);
	expect(record).toMatchObject({ status: "sold", order: `order-${winners[0]}` });
});

test("when one sale is moved to 16 orders at once, one change moves it (I7)", async () => {
	const seats = [seat("g", 1), seat("g", 2)];
	await service.seller("POST", "/seat/sell", { seats, order: "X" });

	const replies = await Promise.all(
		buyers(16).map((till) => {
			const changes = seats.map((one) => ({
				...one,
				from: { status: "sold", order: "X" },
				to: { status: "sold", order: `order-${till}` },
			}));
			return instanceFor(till).seller("POST", "/seat/change", { changes });
		}),
	);

	const winners = buyers(16).filter((till) => replies[till]?.status === 200);
	expect(winners).toHaveLength(1);
	expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200, 409]));
	const records = await seatRecords(service.runtime.table.name, seats);
	for (const record of records) expect(record).toMatchObject({ status: "sold", order: `order-${winners[0]}` });
});

test("a lock is ended by a seller or extended by its holder, and both answers agree", async () => {
	for (const number of buyers(10)) {
		const { body } = await service.post(`/seat/lock/orchestra/h/${number}`, { token: alice, seconds: 60 });
		const end = { from: { status: "locked", expires: body.expires }, to: { status: "available" } };

		const [ended, extended] = await Promise.all([
			instanceFor(0).seller("POST", "/seat/change", { changes: [{ ...seat("h", number), ...end }] }),
			instanceFor(1).post(`/seat/extend/orchestra/h/${number}`, { token: alice, seconds: 900 }),
		]);

		const [record] = await seatRecords(service.runtime.table.name, [seat("h", number)]);
		expect([
			[200, 409, undefined],
			[409, 200, "locked"],
		]).toContainEqual([ended.status, extended.status, record?.status]);
	}
});

test("when 32 buyers find the same ended lock, one gets the seat (I2)", async () => {
	await service.post("/seat/lock/orchestra/a/3", { token: alice, seconds: 60 });
	const later = instances.map((instance) => instance.another({ now: FAR + 60 }));

	const replies = await Promise.all(
		buyers(32).map((buyer) =>
			(later[buyer % later.length] as TestService).post("/seat/lock/orchestra/a/3", { token: tokenFor(buyer) }),
		),
	);

	expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
});

test("a lock sent 16 times at once is one lock, and each answer is the same (I5)", async () => {
	const request = { seats: [seat("a", 4), seat("a", 5)], token: alice };

	const replies = await Promise.all(buyers(16).map((buyer) => instanceFor(buyer).post("/seat/lock", request)));

	for (const reply of replies) expect(reply).toEqual(replies[0]);
	expect(replies[0]?.status).toBe(200);
});

test.each(["b", "c", "d"])(
	"each of 12 groups that want overlapping seats gets all four or none: row %s (I4)",
	async (row) => {
		// Around the row, each group shares two seats with the group before it and two with the one after it.
		const groups = buyers(12).map((group) => [0, 1, 2, 3].map((place) => seat(row, (2 * group + place) % 24)));

		const replies = await Promise.all(
			groups.map((seats, group) => instanceFor(group).post("/seat/lock", { seats, token: tokenFor(group) })),
		);

		const all = buyers(24).map((number) => seat(row, number));
		const records = await seatRecords(service.runtime.table.name, all);
		const holders = new Map(all.map((one, index) => [seatKey(one), records[index]]));
		for (const [group, seats] of groups.entries()) {
			const own = seats.filter((one) => {
				const record = holders.get(seatKey(one));
				return record?.status === "locked" && record.tokenHash === hashToken(tokenFor(group));
			});
			expect([group, own.length]).toEqual([group, replies[group]?.status === 200 ? 4 : 0]);
		}
		const winners = replies.filter(({ status }) => status === 200);
		expect(winners.length).toBeGreaterThan(0);
		for (const { status } of replies) expect([200, 409]).toContain(status);
	},
);

test("a claim and an unlock of one lock at once leave the seat sold or available, as their answers say", async () => {
	for (const number of buyers(10)) {
		await service.post(`/seat/lock/orchestra/e/${number}`, { token: alice });

		const [claimed, unlocked] = await Promise.all([
			instanceFor(0).seller("POST", `/seat/claim/orchestra/e/${number}`, { token: alice }),
			instanceFor(1).post(`/seat/unlock/orchestra/e/${number}`, { token: alice }),
		]);

		const [record] = await seatRecords(service.runtime.table.name, [seat("e", number)]);
		const outcome = [claimed.status, unlocked.status, record?.status];
		expect([
			[200, 409, "sold"],
			[409, 200, undefined],
		]).toContainEqual(outcome);
	}
});

test("when a lock ends while its holder and two buyers want the seat, exactly one of them gets it (I1, I2)", async () => {
	for (const number of buyers(10)) {
		await service.post(`/seat/lock/orchestra/f/${number}`, { token: alice, seconds: 60 });
		const before = service.another({ now: FAR + 59 });
		const after = service.another({ now: FAR + 60 });

		const replies = await Promise.all([
			before.seller("POST", `/seat/claim/orchestra/f/${number}`, { token: alice }),
			after.post(`/seat/lock/orchestra/f/${number}`, { token: tokenFor(1) }),
			after.post(`/seat/lock/orchestra/f/${number}`, { token: tokenFor(2) }),
		]);

		expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
	}
});

test("no house seat is lost to eight polling browsers while a seller sells it out of its block (I1, I7)", async () => {
	const seats = Array.from({ length: 100 }, (_, index) => seat("house", index));
	const event = await newSale(eventDocument({ sections: { orchestra: rows(["house"], buyers(100)) } }));
	const others = buyers(4).map(() => event.another());
	await event.seller("POST", "/seat/block", { seats, reason: "house" });
	let isOver = false;
	let attempts = 0;
	const browser = async (number: number) => {
		for (let next = 13 * number; !isOver; next += 7) {
			const one = seats[next % seats.length] as (typeof seats)[0];
			const instance = others[number % others.length] as TestService;
			await instance.post("/seat/lock", { seats: [one], token: tokenFor(number) });
			attempts += 1;
		}
	};

	const browsers = buyers(8).map(browser);
	const statuses: number[] = [];
	for (let first = 0; first < seats.length; first += 5) {
		const some = seats.slice(first, first + 5);
		// One by one and several at once.
		const requests = first % 2 === 0 ? some.map((one) => [one]) : [some];
		for (const named of requests) {
			const body = { seats: named, order: `order ${first}`, reason: "house" };
			statuses.push((await event.seller("POST", "/seat/sell", body)).status);
		}
	}
	isOver = true;
	await Promise.all(browsers);

	expect(new Set(statuses)).toEqual(new Set([200]));
	expect(attempts).toBeGreaterThan(seats.length);
	const records = await seatRecords(event.runtime.table.name, seats);
	expect(records.filter((record) => record?.status === "sold")).toHaveLength(100);
});
