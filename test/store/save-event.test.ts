/** A PUT makes the whole event or changes nothing, whenever it dies; putting the document again completes it (I4, I5, I7). */
import { beforeAll, describe, expect, test } from "@jest/globals";
import { readEventRecord } from "../../store/event-record.ts";
import { cancelled, type Fault, hangs, onlyTheFirst, requestLost, responseLost, saying } from "../support/network.ts";
import { everyRecord } from "../support/records.ts";
import { alice, eventDocument, rows } from "../support/seats.ts";
import { endingAfter, newSale, newService, SELLER_KEY, type TestService } from "../support/service.ts";

let service: TestService;

beforeAll(async () => {
	service = await newService();
});

/** A document of this many sections. Rows in `sold` get a third seat that starts sold, so capacity and count differ. */
function houseOf(name: string, sections: number, rowsEach: Iterable<string>, sold: readonly string[] = []) {
	const section = rows(rowsEach, [1, 2]);
	const first = Object.fromEntries(
		Object.entries(section).map(([row, seats]) => [
			row,
			sold.includes(row) ? { ...seats, 3: { status: "sold" } } : seats,
		]),
	);
	const labels = Array.from({ length: sections }, (_, index) => [`section ${index}`, index === 0 ? first : section]);
	return { name, sections: Object.fromEntries(labels) };
}

/** What a caller sees of an event: its document and its count. */
async function seen(id: string) {
	const fresh = service.another();
	const [document, count] = [await fresh.get(`/events/${id}`), await fresh.get(`/events/${id}/seat/num_available`)];
	return { name: document.body.name, sections: Object.keys(document.body.sections ?? {}).length, num: count.body.num };
}

const small = houseOf("Before", 10, "a", ["a"]);
const large = houseOf("After", 26, "ab", ["a"]);
const absent = { name: undefined, sections: 0, num: undefined };
const before = { name: "Before", sections: 10, num: 20 };
const after = { name: "After", sections: 26, num: 104 };

/** From the request of this index on, every request is lost: the function has died, or the network has. */
function dyingAt(index: number, fault: Fault): Fault {
	let request = 0;
	return (sent, deliver) => (request++ < index ? deliver() : fault(sent, deliver));
}

describe.each<[string, object]>([
	["makes an event", absent],
	["extends an event", before],
])("a PUT that %s and dies", (change, untouched) => {
	test.each([
		["before the request arrives", requestLost],
		["after the request has arrived", responseLost],
	])(
		`a PUT that ${change} and dies at any request leaves the old or the new event whole, and a repeat completes it: %s`,
		async (when, fault) => {
			const name = `${untouched === before ? "grown" : "made"}-${fault === requestLost ? "lost" : "cut"}`;
			const prepare = async (id: string) => {
				if (untouched === before) await service.seller("PUT", `/events/${id}`, small);
			};
			await prepare(`${name}-whole`);
			const { operations } = await service.network.during(() => service.seller("PUT", `/events/${name}-whole`, large));
			expect(operations.length).toBeGreaterThan(4);
			expect(await seen(`${name}-whole`)).toEqual(after);

			await Promise.all(
				operations.map(async (_operation, index) => {
					const id = `${name}-${index}`;
					await prepare(id);
					const dying = service.another();
					dying.network.break(dyingAt(index, fault));

					const { status } = await dying.seller("PUT", `/events/${id}`, large);

					expect([when, index, status]).toEqual([when, index, 503]);
					expect([untouched, after]).toContainEqual(await seen(id));
					expect((await service.another().seller("PUT", `/events/${id}`, large)).status).toBe(200);
					expect(await seen(id)).toEqual(after);
				}),
			);
		},
	);
});

describe("a PUT of seats that start sold, which dies before they belong to the event", () => {
	const withRow = (states: object) =>
		eventDocument({ sections: { orchestra: { ...rows("abc", [1, 3, 5, 7]), d: states } } });
	const sold = { 1: { status: "sold" }, 3: { status: "sold" } };

	const saleAfterDeath = async () => {
		const sale = await newSale();
		const dying = sale.another();
		dying.network.break((sent, deliver) =>
			sent.operation === "TransactWriteItems" ? requestLost(sent, deliver) : deliver(),
		);
		await dying.seller("PUT", "/events/distant-worlds", withRow(sold));
		return sale;
	};

	test("a PUT of sold seats that dies half way is completed by its repeat", async () => {
		const sale = await saleAfterDeath();

		await sale.seller("PUT", "/events/distant-worlds", withRow(sold));

		expect((await sale.another().get("/seat/num_available")).body).toMatchObject({ num: 12, capacity: 14 });
		expect((await sale.get("/seat/check/orchestra/d/3")).body.status).toBe("sold");
	});

	test("a PUT of sold seats that dies half way leaves the count as it was", async () => {
		const sale = await saleAfterDeath();

		expect((await sale.get("/seat/num_available")).body).toMatchObject({ num: 12, capacity: 12 });
	});

	test("after a PUT of sold seats that dies half way, the next document decides how those seats start", async () => {
		const sale = await saleAfterDeath();

		await sale.seller("PUT", "/events/distant-worlds", withRow({ 1: { status: "blocked" }, 3: {} }));

		const states = await Promise.all([1, 3].map((number) => sale.get(`/seat/check/orchestra/d/${number}`)));
		expect(states.map(({ body }) => body.status)).toEqual(["blocked", "available"]);
	});
});

describe("a batch that DynamoDB does not take whole", () => {
	/** The instance's pauses from now on, by attempt; they take no time. */
	const pausesOf = ({ runtime }: TestService) => {
		const pauses: number[] = [];
		const pause = async (attempt: number) => {
			pauses.push(attempt);
		};
		Object.assign(runtime.table, { pause });
		return pauses;
	};

	/** The first request of this operation is answered with all of its items left undone. */
	const noRoomFor = (operation: string, answerOf: (asked: object) => object): Fault => {
		let met = 0;
		return (sent, deliver) =>
			sent.operation === operation && met++ === 0
				? saying("", answerOf(sent.input.RequestItems) as Record<string, unknown>, 200)(sent, deliver)
				: deliver();
	};

	test("plans that DynamoDB leaves unwritten are sent again after a pause", async () => {
		const instance = service.another();
		const pauses = pausesOf(instance);
		instance.network.break(noRoomFor("BatchWriteItem", (UnprocessedItems) => ({ UnprocessedItems })));

		const { status } = await instance.seller("PUT", "/events/unprocessed", large);

		expect(status).toBe(200);
		expect(pauses).toEqual([2]);
		expect(await seen("unprocessed")).toEqual(after);
	});

	test("plans that DynamoDB leaves unread are asked for again after a pause", async () => {
		await service.seller("PUT", "/events/unread", large);
		const instance = service.another();
		const pauses = pausesOf(instance);
		instance.network.break(noRoomFor("BatchGetItem", (UnprocessedKeys) => ({ Responses: {}, UnprocessedKeys })));

		expect((await instance.seller("GET", "/events/unread/document")).body).toEqual(large);
		expect(pauses).toEqual([2]);
	});
});

function newGate() {
	let open = () => {};
	const opened = new Promise<void>((resolve) => {
		open = resolve;
	});
	return { open, opened };
}

describe("a PUT that needs more time than it has", () => {
	/** 150 sections, each with a seat that starts sold. */
	const hugeOf = (name: string, seats: readonly number[]) => {
		const row = { ...rows("a", seats)["a"], sold: { status: "sold" } };
		return { name, sections: Object.fromEntries(Array.from({ length: 150 }, (_, index) => [`s${index}`, { a: row }])) };
	};
	const huge = hugeOf("Huge", [1, 2]);
	const grown = hugeOf("Grown", [1, 2, 3]);

	/** Writes this many batches, and hears no more of any later one. */
	function slow(batches: number) {
		const instance = service.another(undefined, endingAfter(1_500));
		let sent = 0;
		instance.network.break((request, deliver, ended) => {
			if (request.operation === "BatchWriteItem") sent += 1;
			const isHeard = request.operation !== "BatchWriteItem" || sent <= batches;
			return isHeard ? deliver() : hangs(request, deliver, ended);
		});
		return instance;
	}
	const batchesIn = async (instance: TestService, put: () => Promise<{ readonly status: number }>) => {
		const { value, operations } = await instance.network.during(put);
		expect(value.status).toBe(200);
		return operations.filter((operation) => operation === "BatchWriteItem").length;
	};

	test.each([
		["makes an event", "goes-on-new", undefined, huge],
		["extends an event", "goes-on-grown", huge, grown],
	])("says how far it came, changes nothing, and goes on when it is sent again: %s", async (_, id, first, document) => {
		if (first) await service.seller("PUT", `/events/${id}`, first);
		const untouched = await seen(id);
		const whole = await batchesIn(service, () => service.seller("PUT", `/events/${id}-whole`, document));

		const answers = [];
		for (const batches of [4, 3]) {
			answers.push(await slow(batches).seller("PUT", `/events/${id}`, document));
			service.clock.now += 5;
		}
		expect(await seen(id)).toEqual(untouched);
		const last = service.another();
		const left = await batchesIn(last, () => last.seller("PUT", `/events/${id}`, document));

		expect(answers.map(({ status, body, headers }) => [status, body.type, headers["retry-after"]])).toEqual([
			[503, "/problems/try-again", "1"],
			[503, "/problems/try-again", "1"],
		]);
		const [once, twice] = answers.map(({ body }) => body.progress);
		expect(once).toBeGreaterThan(0.2);
		expect(twice).toBeGreaterThan(once);
		expect(twice).toBeLessThan(1);
		expect(left).toBe(whole - 7);
		expect(await seen(id)).toEqual(await seen(`${id}-whole`));
	});

	describe.each<[string, boolean]>([
		["makes an event", false],
		["extends an event", true],
	])("and %s,", (_, isThere) => {
		const documentOf = (name: string, seats: readonly number[]) => {
			const section = { a: { ...rows("a", seats)["a"], sold: { status: "sold" } } };
			return { name, sections: Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`s${index}`, section])) };
		};
		const [small, grown] = [documentOf("Small", [1]), documentOf("Grown", [1, 2])];
		/** How many records each event has, drafts and charts too; TTL removes the readings of the house. */
		const recordsByEvent = async () => {
			const records = (await everyRecord(service.runtime.table.name)).filter(({ pk }) => !pk.startsWith("#reading#"));
			return (id: string) => records.filter(({ pk, sk }) => `${pk}#${sk}`.includes(`${id}#`)).length;
		};

		test.each([
			["before the request arrives", requestLost],
			["after the request has arrived", responseLost],
		])(
			"dies at any request, changes nothing before its last one, goes on, and leaves nothing besides the event: %s",
			async (when, fault) => {
				const prefix = `${isThere ? "bigger" : "new"}-${fault === requestLost ? "lost" : "cut"}`;
				const prepare = async (id: string) => {
					if (isThere) await service.seller("PUT", `/events/${id}`, small);
				};
				await prepare(`${prefix}-whole`);
				const put = (by: TestService, id: string) => by.seller("PUT", `/events/${id}`, grown);
				const { operations } = await service.network.during(() => put(service, `${prefix}-whole`));
				const last = operations.length - 1;
				expect(operations[last]).toBe("TransactWriteItems");

				for (const index of operations.keys()) {
					const id = `${prefix}-${index}`;
					await prepare(id);
					const untouched = await seen(id);
					const dying = service.another();
					dying.network.break(dyingAt(index, fault));

					expect([when, index, (await put(dying, id)).status]).toEqual([when, index, 503]);
					const isMade = index === last && fault === responseLost;
					if (!isMade) expect(await seen(id)).toEqual(untouched);
					service.clock.now += 5;
					expect((await put(service.another(), id)).status).toBe(200);
					expect(await seen(id)).toEqual({ name: "Grown", sections: 101, num: 202 });
				}

				const count = await recordsByEvent();
				for (const index of operations.keys()) {
					expect([when, index, count(`${prefix}-${index}`)]).toEqual([when, index, count(`${prefix}-whole`)]);
				}
			},
			300_000,
		);
	});

	test("another document begins again, and nothing of the first one counts", async () => {
		await slow(4).seller("PUT", "/events/given-up", huge);

		const other = service.another();
		expect((await other.seller("PUT", "/events/given-up", large)).status).toBe(200);

		expect(await seen("given-up")).toEqual(after);
	});

	describe("the same document makes a new event, with a life of its own,", () => {
		const lifeOf = async (id: string) => (await readEventRecord(service.runtime.table, id))?.life;
		const put = (id: string) => service.seller("PUT", `/events/${id}`, huge);
		const remove = async (id: string) => {
			for (let from = 0; from < 150; from += 100) {
				const seats = Array.from({ length: Math.min(100, 150 - from) }, (_, index) => ({
					...{ section: `s${from + index}`, row: "a", seat: "sold" },
				}));
				await service.seller("POST", `/events/${id}/seat/release`, { order: "imported", seats });
			}
			expect((await service.seller("DELETE", `/events/${id}`)).status).toBe(200);
		};
		const expectWhole = async (id: string, formerLife: string | undefined) => {
			expect(formerLife).toBeDefined();
			expect(await lifeOf(id)).not.toBe(formerLife);
			expect(await seen(id)).toEqual({ name: "Huge", sections: 150, num: 300 });
		};

		test("after the event of its draft was deleted", async () => {
			await slow(4).seller("PUT", "/events/twice", huge);
			await put("twice");
			const life = await lifeOf("twice");
			await remove("twice");

			expect((await put("twice")).status).toBe(200);

			await expectWhole("twice", life);
		});

		test("if another PUT has made the event of its draft, which was deleted, before its last write", async () => {
			await slow(4).seller("PUT", "/events/held", huge);
			const late = service.another();
			let life: string | undefined;
			late.network.break(async ({ operation }, deliver) => {
				if (operation === "TransactWriteItems" && life === undefined) {
					await put("held");
					life = await lifeOf("held");
					await remove("held");
				}
				return deliver();
			});

			expect((await late.seller("PUT", "/events/held", huge)).status).toBe(200);

			await expectWhole("held", life);
		});

		test("if another PUT has gone on with its draft, and the event was deleted before it looks again", async () => {
			const first = service.another();
			let transactions = 0;
			let life: string | undefined;
			first.network.break(async ({ operation }, deliver) => {
				if (operation === "TransactWriteItems" && ++transactions === 2) {
					await put("again");
					life = await lifeOf("again");
				} else if (operation === "GetItem" && life !== undefined && transactions === 2) {
					transactions += 1;
					await remove("again");
				}
				return deliver();
			});

			expect((await first.seller("PUT", "/events/again", huge)).status).toBe(200);

			await expectWhole("again", life);
		});
	});

	test("has a life of its own, although a draft that extends has taken the place of the one that made an event", async () => {
		const documentOf = (_comment: string) => ({
			name: "Huge",
			sections: Object.fromEntries(
				Array.from({ length: 110 }, (_, index) => [`s${index}`, { _comment, ...rows("a", [1]) }]),
			),
		});
		const [document, other] = [documentOf("one"), documentOf("other")];
		const put = (by: TestService, body: object) => by.seller("PUT", "/events/replaced", body);
		/** Holds its transaction of this number, and may hear of no batch after that. */
		const held = (number: number, isMortal: boolean) => {
			const instance = service.another();
			const [reached, go] = [newGate(), newGate()];
			let transactions = 0;
			instance.network.break(async (sent, deliver) => {
				if (sent.operation === "TransactWriteItems" && ++transactions === number) {
					reached.open();
					await go.opened;
				}
				const isDead = isMortal && transactions > number && sent.operation === "BatchWriteItem";
				return isDead ? requestLost(sent, deliver) : deliver();
			});
			return { instance, reached: reached.opened, go: go.open };
		};
		const maker = held(2, true);
		const making = put(maker.instance, document);
		await maker.reached;
		service.clock.now += 1;
		const late = held(1, false);
		const lateAnswer = put(late.instance, document);
		await late.reached;
		await put(service, document);
		await put(service, other);
		const life = (await readEventRecord(service.runtime.table, "replaced"))?.life;
		maker.go();
		expect((await making).status).toBe(503);
		expect((await service.seller("DELETE", "/events/replaced")).status).toBe(200);
		late.go();

		expect((await lateAnswer).status).toBe(200);

		expect((await readEventRecord(service.runtime.table, "replaced"))?.life).not.toBe(life);
		expect(await seen("replaced")).toEqual({ name: "Huge", sections: 110, num: 110 });
	});

	test("reports its progress while the table has no room", async () => {
		const instance = service.another(undefined, endingAfter(1_500));
		let batches = 0;
		instance.network.break((sent, deliver) => {
			const isFull = sent.operation === "BatchWriteItem" && ++batches > 4;
			return isFull ? saying("", { UnprocessedItems: sent.input.RequestItems }, 200)(sent, deliver) : deliver();
		});

		const { status, body } = await instance.seller("PUT", "/events/full", huge);

		expect(status).toBe(503);
		expect(body.progress).toBeGreaterThan(0.2);
	});

	test("reports its progress even if it only had time to look up what is written", async () => {
		const timely = () => service.another(undefined, endingAfter(1_500));
		const [first, second] = [timely(), timely()];
		let writes = 0;
		first.network.break((sent, deliver, ended) => {
			const hasTime = sent.operation !== "BatchWriteItem" || ++writes <= 6;
			return hasTime ? deliver() : hangs(sent, deliver, ended);
		});
		const begun = await first.seller("PUT", "/events/asked", huge);
		let reads = 0;
		second.network.break((sent, deliver, ended) => {
			const hasTime = sent.operation !== "BatchGetItem" || ++reads <= 1;
			return hasTime ? deliver() : hangs(sent, deliver, ended);
		});

		const { status, body } = await second.seller("PUT", "/events/asked", huge);

		expect(status).toBe(503);
		expect(body.progress).toBeGreaterThan(0);
		expect(body.progress).toBeLessThanOrEqual(begun.body.progress);
	});

	test("reports 100 % if only the last write is missing", async () => {
		const instance = service.another(undefined, endingAfter(1_500));
		let transactions = 0;
		instance.network.break((request, deliver, ended) => {
			if (request.operation === "TransactWriteItems") transactions += 1;
			return transactions < 2 ? deliver() : hangs(request, deliver, ended);
		});

		expect((await instance.seller("PUT", "/events/nearly", huge)).body).toMatchObject({ status: 503, progress: 1 });
	});
});

test("a PUT whose last response is lost has made the event, and answers 200 once the SDK retries", async () => {
	const instance = service.another();
	let transactions = 0;
	instance.network.break((sent, deliver) =>
		sent.operation === "TransactWriteItems" && transactions++ === 0 ? responseLost(sent, deliver) : deliver(),
	);

	const { status } = await instance.seller("PUT", "/events/answer-lost", large);

	expect(status).toBe(200);
	expect(await seen("answer-lost")).toEqual(after);
});

test("a PUT overtaken by another is checked against the event that the other made, so it drops no seat of it", async () => {
	const sale = await newSale();
	const withRow = (row: string) => eventDocument({ sections: { orchestra: rows(`abc${row}`, [1, 3, 5, 7]) } });
	const slow = sale.another();
	slow.network.break(
		onlyTheFirst(1, async (_, deliver) => {
			const answer = await deliver();
			await sale.seller("PUT", "/events/distant-worlds", withRow("d"));
			return answer;
		}),
	);

	const { status, body } = await slow.seller("PUT", "/events/distant-worlds", withRow("e"));

	expect(status).toBe(409);
	expect(body.seats).toHaveLength(4);
	expect((await sale.another().get("/events/distant-worlds")).body).toEqual(withRow("d"));
});

test("a PUT overtaken three times by others asks the seller to try again", async () => {
	const sale = await newSale();
	const slow = sale.another();
	let others = 0;
	slow.network.break(async (sent, deliver) => {
		const answer = await deliver();
		if (sent.operation === "GetItem") {
			others += 1;
			await sale.seller("PUT", "/events/distant-worlds", eventDocument({ name: `by the other, ${others}` }));
		}
		return answer;
	});

	const { value, operations } = await slow.network.during(() =>
		slow.seller("PUT", "/events/distant-worlds", eventDocument({ name: "by the slow one" })),
	);

	expect(value.status).toBe(503);
	expect(operations.filter((operation) => operation === "TransactWriteItems")).toHaveLength(3);
	expect((await sale.another().get("/events/distant-worlds")).body.name).toBe("by the other, 3");
});

test("every change of an event gets its own version, greater than all before", async () => {
	const sale = await newSale();
	const versions: unknown[] = [];
	for (const name of ["one", "two", "three"]) {
		await sale.seller("PUT", "/events/distant-worlds", eventDocument({ name }));
		const records = await everyRecord(sale.runtime.table.name);
		versions.push(records.find(({ sk }) => sk === "event")?.["version"]);
	}

	expect(versions).toEqual([2, 3, 4]);
});

test("a PUT does not bring back an event that is deleted while the PUT reads it", async () => {
	const sale = await newSale();
	const slow = sale.another();
	slow.network.break(
		onlyTheFirst(1, async (_, deliver) => {
			const answer = await deliver();
			await sale.another(sale.clock, { wait: async () => {} }).seller("DELETE", "/events/distant-worlds");
			return answer;
		}),
	);
	const changed = eventDocument({ sections: { orchestra: rows("abcd", [1, 3, 5, 7]) } });

	expect((await slow.seller("PUT", "/events/distant-worlds", changed)).status).toBe(503);
	expect(await everyRecord(sale.runtime.table.name)).toEqual([]);
});

test("a PUT made for an event that is gone replaces none of its sales when the event has been made again", async () => {
	const sale = await newSale();
	const slow = sale.another();
	let writes = 0;
	slow.network.break(async (sent, deliver) => {
		if (sent.operation !== "TransactWriteItems" || writes++ > 0) return deliver();
		// Both events are at their first version: only their lives tell them apart.
		await sale.another(sale.clock, { wait: async () => {} }).seller("DELETE", "/events/distant-worlds");
		await sale.seller("PUT", "/events/distant-worlds", eventDocument());
		await sale.another().post("/seat/lock/orchestra/a/1", { token: alice });
		return deliver();
	});
	const larger = eventDocument({ sections: { orchestra: rows("abcd", [1, 3, 5, 7]) } });

	const { status } = await slow.seller("PUT", "/events/distant-worlds", larger);

	expect(status).toBe(200);
	const fresh = sale.another();
	expect((await fresh.seller("POST", "/seat/claim/orchestra/a/1", { token: alice })).status).toBe(200);
	expect((await fresh.get("/seat/num_available")).body).toMatchObject({ num: 15, capacity: 16 });
});

test("a section that does not fit in a record is refused, with the advice to divide it", async () => {
	const label = (index: number) => Array.from({ length: 4 }, (_, part) => hash(index * 4 + part)).join("");
	const seats = Array.from({ length: 12_000 }, (_, index) => label(index));

	const { status, body } = await service.seller("PUT", "/events/too-dense", {
		name: "x",
		sections: { arena: [{ row: "A", seats }] },
	});

	expect(status).toBe(400);
	expect(body.errors).toEqual([{ path: "/sections", message: expect.stringContaining("divide it") }]);
	expect((await service.get("/events/too-dense")).status).toBe(404);
});

/** Sixteen characters that do not compress. */
function hash(value: number) {
	let state = value + 1;
	return Array.from({ length: 16 }, () => {
		state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9;
		return ((state >>> 8) % 36).toString(36);
	}).join("");
}

test("a plan that arrives long after its PUT gave up decides nothing: seats start as the accepted document says", async () => {
	const document = (...states: object[]) => ({
		name: "x",
		sections: { orchestra: { a: Object.fromEntries(states.map((state, index) => [index + 1, state])) } },
	});
	const sale = await newSale(document({}));
	const seller = sale.another();
	const late: (() => Promise<unknown>)[] = [];
	const delayed: Fault = (sent, deliver) => {
		if (sent.operation !== "BatchWriteItem") return deliver();
		late.push(deliver);
		return requestLost(sent, deliver);
	};
	seller.network.break(delayed);
	expect((await seller.seller("PUT", "/events/distant-worlds", document({}, { status: "sold" }))).status).toBe(503);
	seller.network.break();

	expect((await seller.seller("PUT", "/events/distant-worlds", document({}, {}))).status).toBe(200);
	expect((await seller.seller("PUT", "/events/distant-worlds", document({}, { status: "sold" }))).status).toBe(200);
	for (const deliver of late) await deliver();

	expect((await sale.another().get("/seat/check/orchestra/a/2")).body.status).toBe("available");
});

test.each([
	["PUT", houseOf("New", 1, "ab")],
	["PATCH", { name: "New" }],
] as const)("a %s whose answer was lost is known as its own when it is sent again", async (method, body) => {
	const sale = await newSale(houseOf("Old", 1, "a"));
	const seller = sale.another();
	const tag = (await seller.get("/events/distant-worlds")).headers["etag"];
	let copies = 0;
	/** The first answer is lost, the second copy meets another transaction, and only the third is answered. */
	seller.network.break((sent, deliver) => {
		if (sent.operation !== "TransactWriteItems") return deliver();
		copies += 1;
		if (copies === 1) return responseLost(sent, deliver);
		return copies === 2 ? cancelled("TransactionConflict", "None")(sent, deliver) : deliver();
	});

	const headers = { authorization: `Bearer ${SELLER_KEY}`, "if-match": String(tag) };
	const reply = await seller.request(method, "/events/distant-worlds", { body, headers });

	expect(copies).toBe(3);
	expect(reply.status).toBe(200);
});
