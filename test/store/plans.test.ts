/** Functions remember plans for a few seconds, but never refuse a seat that exists because of it. */
import { describe, expect, test } from "@jest/globals";
import { EVENT_FRESH_MS, EVENT_READ_AGAIN_MS } from "../../store/event-memory.ts";
import { onlyTheFirst, requestLost } from "../support/network.ts";
import { alice, bob, eventDocument, house, inPath, rows } from "../support/seats.ts";
import { FAR, newSale, newService, type TestService } from "../support/service.ts";

const put = (service: TestService, changes: object) =>
	service.seller("PUT", "/events/distant-worlds", eventDocument(changes));

/** An instance that has the event and the orchestra's plan in memory, and another that will change them. */
async function saleWithMemory(changes: object = {}) {
	const seller = await newSale(eventDocument(changes));
	const instance = seller.another();
	await instance.get("/seat/check/orchestra/a/1");
	return { seller, instance };
}

describe("a function with an old plan in memory", () => {
	test("new seats, rows and sections are served at once: a function reads again what it does not know", async () => {
		const { seller, instance } = await saleWithMemory();
		await put(seller, { sections: { orchestra: rows("abcd", [1, 3, 5, 7, 9]), balcony: rows("a", [1]) } });

		const replies = [
			await instance.post("/seat/lock/orchestra/a/9", { token: alice }),
			await instance.post("/seat/lock/orchestra/d/1", { token: alice }),
			await instance.post("/seat/lock/balcony/a/1", { token: alice }),
			await instance.get("/seat/num_available?section=balcony"),
		];

		expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
		expect(replies[3]?.body).toMatchObject({ num: 0, capacity: 1 });
	});

	test("an event made a moment ago is served, even by a function that did not find it just before", async () => {
		const seller = await newService();
		const instance = seller.another();
		expect((await instance.post("/seat/lock/orchestra/a/1", {})).status).toBe(404);

		await put(seller, {});

		expect((await instance.post("/seat/lock/orchestra/a/1", {})).status).toBe(200);
	});

	test("a function keeps the old settings for as long as it trusts its memory, and not a moment longer", async () => {
		const { seller, instance } = await saleWithMemory({ lockSeconds: 60 });
		await put(seller, { lockSeconds: 90 });

		const before = await instance.post("/seat/lock/orchestra/a/1", { token: alice });
		instance.age(EVENT_FRESH_MS);
		const after = await instance.post("/seat/lock/orchestra/a/3", { token: alice });

		expect(before.body.expires).toBe(FAR + 60);
		expect(after.body.expires).toBe(FAR + 90);
	});

	test("a sale that is closed early is closed in every function once it no longer trusts its memory", async () => {
		const { seller, instance } = await saleWithMemory();
		await put(seller, { closes: FAR });

		instance.age(EVENT_FRESH_MS);

		expect((await instance.post("/seat/lock/orchestra/a/1", { token: alice })).status).toBe(410);
	});

	test("a larger capacity is counted once a function no longer trusts its memory", async () => {
		const { seller, instance } = await saleWithMemory();
		await put(seller, { sections: { orchestra: rows("abcd", [1, 3, 5, 7]) } });

		instance.age(EVENT_FRESH_MS);

		expect((await instance.get("/seat/num_available")).body).toMatchObject({ num: 16, capacity: 16 });
	});

	test("a function that no longer trusts its memory reads the event again, but no plan that is unchanged", async () => {
		const { instance } = await saleWithMemory();

		instance.age(EVENT_FRESH_MS);
		const { operations } = await instance.network.during(() => instance.get("/seat/check/orchestra/a/1"));

		expect(operations).toEqual(["GetItem", "GetItem"]);
	});

	test("an event that was read again is trusted for as long as after the first time", async () => {
		const { instance } = await saleWithMemory();
		instance.age(EVENT_FRESH_MS);
		await instance.get("/seat/check/orchestra/a/1");

		instance.age(EVENT_READ_AGAIN_MS - 1);
		const { operations } = await instance.network.during(() => instance.get("/seat/check/orchestra/a/1"));

		expect(operations).toEqual(["GetItem"]);
	});

	test("an event that is almost too old to lock by is read again, so that the lock has time to be written", async () => {
		const { instance } = await saleWithMemory();
		instance.age(EVENT_FRESH_MS - 1);
		instance.network.break(async (sent, deliver) => {
			if (sent.operation !== "GetItem") await new Promise((resolve) => setTimeout(resolve, 50));
			return deliver();
		});

		expect((await instance.post("/seat/lock/orchestra/a/5", {})).status).toBe(200);
	});

	test("a failed read of an event is not remembered", async () => {
		const { seller } = await saleWithMemory();
		const cold = seller.another();
		cold.network.break(requestLost);
		expect((await cold.get("/seat/check/orchestra/a/1")).status).toBe(503);

		cold.network.break();

		expect((await cold.get("/seat/check/orchestra/a/1")).status).toBe(200);
	});

	test("a failed read of a plan is not remembered", async () => {
		const { seller } = await saleWithMemory();
		const cold = seller.another();
		await cold.get("/seat/num_available");
		cold.network.break(requestLost);
		expect((await cold.get("/seat/check/orchestra/a/1")).status).toBe(503);

		cold.network.break();

		expect((await cold.get("/seat/check/orchestra/a/1")).status).toBe(200);
	});
});

test("an event that is deleted while its document is read is unknown, never answered in part", async () => {
	const seller = await newSale();
	const hasty = seller.another(seller.clock, { wait: async () => {} });
	const reader = seller.another();
	reader.network.break(
		onlyTheFirst(1, async (_, deliver) => {
			const answer = await deliver();
			expect((await hasty.seller("DELETE", "/events/distant-worlds")).status).toBe(200);
			return answer;
		}),
	);

	expect((await reader.get("/events/distant-worlds")).status).toBe(404);
});

test("a function that has read more plans than it can keep still serves every seat", async () => {
	const service = await newService();
	const large = house(5, 100, 200);
	const events = ["distant-worlds", "second", "third", "fourth", "fifth"];
	for (const event of events) await service.seller("PUT", `/events/${event}`, { ...large, name: "100,000 seats" });
	await service.seller("PUT", "/events/other", house(3, 100, 200));
	const instance = service.another();
	const somewhere = (section: number) => inPath({ section: `section ${section}`, row: "row 100", seat: "200" });

	for (const event of events) {
		for (const section of [1, 2, 3, 4, 5]) {
			expect((await instance.get(`/events/${event}/seat/check${somewhere(section)}`)).status).toBe(200);
		}
	}
	for (const section of [1, 2, 3]) {
		expect((await instance.get(`/events/other/seat/check${somewhere(section)}`)).status).toBe(200);
	}
	expect((await instance.post(`/seat/lock${somewhere(1)}`, { token: bob })).status).toBe(200);
});
