/**
 * The contract's error table, row by row. That each answer is a problem of RFC 9457, and one that the OpenAPI document
 * announces, is held by the test's service for every reply of every test.
 */
import { afterEach, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { connectionLost, saying } from "../support/network.ts";
import { everyRecord } from "../support/records.ts";
import { alice, bob, eventDocument, rows, seat, seatsIn } from "../support/seats.ts";
import { newSale, SELLER_KEY, type TestService } from "../support/service.ts";

let service: TestService;

beforeAll(async () => {
	service = await newSale();
	await service.seller("PUT", "/events/other", eventDocument());
	await service.post("/seat/lock", { seats: seatsIn("a", 1, 3), token: alice });
});

afterEach(() => {
	service.network.break();
	jest.restoreAllMocks();
});

const withKey = { authorization: `Bearer ${SELLER_KEY}` };

/** What the table holds is the same before and after. */
async function changingNothing<Value>(task: () => Promise<Value>): Promise<Value> {
	const before = await everyRecord(service.runtime.table.name);
	const value = await task();
	expect(await everyRecord(service.runtime.table.name)).toEqual(before);
	return value;
}

describe("400 invalid-request", () => {
	const one = [seat("a", 1)];

	test.each<[string, string, unknown, string[]]>([
		["a body that is no JSON", "/seat/lock", "{seats: []}", [""]],
		["half a body", "/seat/lock", '{"seats": [', [""]],
		["a body that is an array", "/seat/lock", "[]", [""]],
		["a body that is null", "/seat/lock", "null", [""]],
		["a body that is a text", "/seat/lock/orchestra/a/5", '"now"', [""]],
		[
			"bytes that are no UTF-8",
			"/seat/claim/orchestra/a/1",
			Buffer.from(`{"token":"${alice}","order":"é"}`, "latin1"),
			[""],
		],
		["no body where seats are wanted", "/seat/lock", undefined, ["/seats"]],
		["no seats", "/seat/lock", { seats: [] }, ["/seats"]],
		["seats that are no array", "/seat/lock", { seats: {} }, ["/seats"]],
		["a seat that is a text", "/seat/lock", { seats: ["a1"] }, ["/seats/0"]],
		["a seat without its row", "/seat/lock", { seats: [{ section: "o", seat: "1" }] }, ["/seats/0/row"]],
		["a seat by number", "/seat/lock", { seats: [{ ...seat("a", 1), seat: 1 }] }, ["/seats/0/seat"]],
		["a seat with more to it", "/seat/lock", { seats: [{ ...seat("a", 1), price: 5 }] }, ["/seats/0"]],
		["a seat named twice", "/seat/lock", { seats: seatsIn("a", 5, 7, 5) }, ["/seats/2"]],
		["a seat named twice in a claim", "/seat/claim", { seats: seatsIn("a", 1, 1), token: alice }, ["/seats/1"]],
		["seats in the body and in the path", "/seat/lock/orchestra/a/5", { seats: one }, [""]],
		["a field that nobody knows", "/seat/lock/orchestra/a/5", { tokken: alice }, [""]],
		["a field of an object's own", "/seat/lock/orchestra/a/5", '{"__proto__": {"token": 1}}', [""]],
		["an order in a lock", "/seat/lock/orchestra/a/5", { order: "4711" }, [""]],
		["an empty label", "/seat/lock", { seats: [seat("", 1)] }, ["/seats/0/row"]],
		["a label of 65 characters", "/seat/lock", { seats: [seat("x".repeat(65), 1)] }, ["/seats/0/row"]],
		["a label of 65 characters in the path", `/seat/lock/orchestra/a/${"x".repeat(65)}`, {}, ["/seat"]],
		["a control character", "/seat/lock", { seats: [seat("a\n", 1)] }, ["/seats/0/row"]],
		["a control character of the upper half", "/seat/lock", { seats: [seat("a\u0085", 1)] }, ["/seats/0/row"]],
		["a control character in the path", "/seat/lock/orchestra/a/1%00", {}, ["/seat"]],
		[
			"half a character",
			"/seat/lock",
			'{"seats": [{"section": "o", "row": "\\ud83c", "seat": "1"}]}',
			["/seats/0/row"],
		],
		["a token of 21 characters", "/seat/lock/orchestra/a/5", { token: "x".repeat(21) }, ["/token"]],
		["a token of 129 characters", "/seat/lock/orchestra/a/5", { token: "x".repeat(129) }, ["/token"]],
		["a token with other characters", "/seat/lock/orchestra/a/5", { token: `${"x".repeat(22)}=` }, ["/token"]],
		["a token with a line's end", "/seat/lock/orchestra/a/5", { token: `${"x".repeat(22)}\n` }, ["/token"]],
		["a token that is a number", "/seat/lock/orchestra/a/5", { token: 10 ** 21 }, ["/token"]],
		["a token that is null", "/seat/lock/orchestra/a/5", { token: null }, ["/token"]],
		["no token to unlock with", "/seat/unlock/orchestra/a/1", {}, ["/token"]],
		["no token to extend with", "/seat/extend/orchestra/a/1", {}, ["/token"]],
		["no token to claim with", "/seat/claim/orchestra/a/1", {}, ["/token"]],
		["a lock of no seconds", "/seat/lock/orchestra/a/5", { seconds: 0 }, ["/seconds"]],
		["a lock of a second and a half", "/seat/lock/orchestra/a/5", { seconds: 1.5 }, ["/seconds"]],
		["a lock of seconds in a text", "/seat/lock/orchestra/a/5", { seconds: "60" }, ["/seconds"]],
		["a lock longer than a week", "/seat/lock/orchestra/a/5", { seconds: 604_801 }, ["/seconds"]],
		["a lock longer than the event allows", "/seat/lock/orchestra/a/5", { seconds: 1_801 }, ["/seconds"]],
		[
			"an extension beyond all numbers",
			"/seat/extend/orchestra/a/1",
			'{"token":"", "seconds": 1e999}',
			["/token", "/seconds"],
		],
		["an empty order", "/seat/claim/orchestra/a/1", { token: alice, order: "" }, ["/order"]],
		["an order too long", "/seat/claim/orchestra/a/1", { token: alice, order: "x".repeat(129) }, ["/order"]],
		["an order of two lines", "/seat/claim/orchestra/a/1", { token: alice, order: "1\n2" }, ["/order"]],
		["an order by number", "/seat/claim/orchestra/a/1", { token: alice, order: 4711 }, ["/order"]],
		["an event that no id can name", "/events/Other/seat/lock/orchestra/a/5", {}, ["/event"]],
	])("for %s", async (_, target, body, paths) => {
		const reply = await changingNothing(() => service.request("POST", target, { body, headers: withKey }));

		expect(reply.status).toBe(400);
		expect(reply.body.errors.map(({ path }: { path: string }) => path)).toEqual(paths);
		for (const { message } of reply.body.errors) expect(message).not.toBe("");
	});

	test("tells all that is wrong at once, in English", async () => {
		const { body } = await service.post("/seat/lock", { seats: [{ section: "", row: "a" }], token: "x", seconds: 0 });

		expect(body.errors).toEqual([
			{ path: "/token", message: "expected 22 to 128 of A-Z, a-z, 0-9, _ and -" },
			{ path: "/seconds", message: expect.stringContaining(">=1") },
			{ path: "/seats/0/section", message: "expected 1 to 64 characters without control characters" },
			{ path: "/seats/0/seat", message: expect.stringContaining("expected string") },
		]);
	});

	test("asks nothing of the table", async () => {
		const { operations } = await service.network.during(() => service.post("/seat/lock", { seats: [] }));

		expect(operations).toEqual([]);
	});

	test("does not come of the shortest and the longest that is allowed", async () => {
		const tokens = ["x".repeat(22), `${"-_".repeat(63)}xy`];

		for (const token of tokens) {
			const locked = await service.post("/events/other/seat/lock/orchestra/a/1", { token, seconds: 1 });
			const unlocked = await service.post("/events/other/seat/unlock/orchestra/a/1", { token });

			expect([locked.status, unlocked.status]).toEqual([200, 200]);
		}
		const longestOrder = await service.seller("POST", "/events/other/seat/claim/orchestra/a/1", {
			token: alice,
			order: "🎭".repeat(128),
		});
		expect(longestOrder.status).toBe(409);
	});

	test("does not come of a body in base64, of spaces for a body, or of none where none is needed", async () => {
		const plain = { headers: { "content-type": "application/octet-stream" } };

		expect((await service.post("/events/other/seat/lock/orchestra/b/1", { token: bob }, plain)).status).toBe(200);
		expect((await service.post("/events/other/seat/lock/orchestra/b/3", "  \n")).status).toBe(200);
		expect((await service.post("/events/other/seat/lock/orchestra/b/5")).status).toBe(200);
	});
});

describe("401 unauthorized", () => {
	const sellersOwn: [string, string, unknown][] = [
		["POST", "/seat/claim/orchestra/a/1", { token: alice }],
		["POST", "/seat/claim", { seats: seatsIn("a", 1, 3), token: alice }],
		["POST", "/events/distant-worlds/seat/claim/orchestra/a/1", { token: alice }],
		["POST", "/seat/release/orchestra/a/1", { token: alice }],
		["POST", "/seat/block/orchestra/b/1", { reason: "sound desk" }],
		["POST", "/seat/unblock/orchestra/b/1", {}],
		["PUT", "/events/another", eventDocument()],
		["PUT", "/events/distant-worlds", eventDocument({ name: "Mine now" })],
		["DELETE", "/events/other", undefined],
	];
	const strangers: [string, Record<string, string>][] = [
		["without a key", {}],
		["with an empty one", { authorization: "" }],
		["with a scheme and no key", { authorization: "Bearer " }],
		["with a wrong key", { authorization: `Bearer ${SELLER_KEY}x` }],
		["with the beginning of the key", { authorization: `Bearer ${SELLER_KEY.slice(0, -1)}` }],
		["with the key in another case", { authorization: `Bearer ${SELLER_KEY.toUpperCase()}` }],
		["with the key in another scheme", { authorization: `Basic ${SELLER_KEY}` }],
		["with the key alone", { authorization: SELLER_KEY }],
		["with two keys", { authorization: `Bearer wrong, Bearer ${SELLER_KEY}` }],
		["with the key in another header", { "x-api-key": SELLER_KEY }],
	];

	test.each(strangers)(
		"is all that a seller's routes answer to a caller %s, and nothing is changed",
		async (_, headers) => {
			const replies = await changingNothing(() =>
				Promise.all(sellersOwn.map(([method, target, body]) => service.request(method, target, { body, headers }))),
			);

			for (const { status, body } of replies) {
				expect(status).toBe(401);
				expect(body.type).toBe("/problems/unauthorized");
			}
		},
	);

	test("comes before any judgement of the request: a stranger learns nothing of it", async () => {
		const { status } = await service.post("/events/no-such-event/seat/claim/x/y/z", "{no JSON");

		expect(status).toBe(401);
	});

	test("does not come of a scheme in another case, which means the same", async () => {
		const headers = { authorization: `bearer ${SELLER_KEY}` };

		expect((await service.post("/seat/claim/orchestra/c/1", { token: alice }, { headers })).status).toBe(409);
	});
});

describe("404", () => {
	test("unknown-event is for an event that was never made, by every route that names one", async () => {
		const requests: [string, string, unknown][] = [
			["GET", "/seat/check/orchestra/a/1", undefined],
			["GET", "/seat/num_available", undefined],
			["POST", "/seat/lock/orchestra/a/1", {}],
			["POST", "/seat/extend/orchestra/a/1", { token: alice }],
			["POST", "/seat/unlock/orchestra/a/1", { token: alice }],
			["POST", "/seat/claim/orchestra/a/1", { token: alice }],
			["POST", "/seat/release/orchestra/a/1", { token: alice }],
			["POST", "/seat/block/orchestra/a/1", { reason: "sound desk" }],
			["POST", "/seat/unblock/orchestra/a/1", {}],
			["GET", "/seat/together?num=2", undefined],
			["POST", "/seat/lock_together", { num: 2 }],
			["GET", "/seats", undefined],
			["GET", "", undefined],
			["DELETE", "", undefined],
		];

		for (const [method, path, body] of requests) {
			const reply = await service.seller(method, `/events/no-such-event${path}`, body);

			expect(reply).toMatchObject({ status: 404, body: { type: "/problems/unknown-event", event: "no-such-event" } });
		}
	});

	test.each(["lock", "extend", "unlock", "claim"])(
		"unknown-seat lists the seats that the event does not have: %s",
		async (verb) => {
			const unknown = [seat("z", 1), seat("a", 2), seat("a", 1, "balcony")];
			const seats = [seat("c", 5), ...unknown];

			const reply = await changingNothing(() => service.seller("POST", `/seat/${verb}`, { seats, token: alice }));

			expect(reply).toMatchObject({ status: 404, body: { type: "/problems/unknown-seat" } });
			expect(reply.body.seats).toEqual(unknown);
		},
	);

	test("unknown-seat takes an object's own words for what they are: labels", async () => {
		for (const word of ["__proto__", "constructor", "toString"]) {
			expect((await service.get(`/seat/check/${word}/a/1`)).status).toBe(404);
			expect((await service.get(`/seat/check/orchestra/${word}/1`)).status).toBe(404);
			expect((await service.get(`/seat/num_available?section=${word}`)).status).toBe(404);
		}
	});
});

describe("409", () => {
	test("seats-unavailable is for a lock of a locked or a sold seat, with its status and its end", async () => {
		const { status, body } = await changingNothing(() => service.post("/seat/lock/orchestra/a/1", { token: bob }));

		expect(status).toBe(409);
		expect(body).toMatchObject({
			type: "/problems/seats-unavailable",
			seats: [{ ...seat("a", 1), status: "locked", expires: expect.any(Number) }],
		});
	});

	test.each(["extend", "unlock", "claim"])("not-your-lock is for who wants to %s another's", async (verb) => {
		const body = { seats: seatsIn("a", 1, 3), token: bob };

		const reply = await changingNothing(() => service.seller("POST", `/seat/${verb}`, body));

		expect(reply).toMatchObject({ status: 409, body: { type: "/problems/not-your-lock", seats: seatsIn("a", 1, 3) } });
	});

	test("seats-removed is for a document that drops seats, in part or by whole sections, and lists them", async () => {
		const without = { orchestra: { a: { 1: {}, 3: {} } } };

		const reply = await changingNothing(() =>
			service.seller("PUT", "/events/other", eventDocument({ sections: without })),
		);

		expect(reply).toMatchObject({ status: 409, body: { type: "/problems/seats-removed" } });
		expect(reply.body.seats).toEqual([...seatsIn("a", 5, 7), ...seatsIn("b", 1, 3, 5, 7), ...seatsIn("c", 1, 3, 5, 7)]);
	});

	test("seats-in-use is for the deletion of an event of which something is locked or sold", async () => {
		const reply = await changingNothing(() => service.seller("DELETE", "/events/distant-worlds"));

		expect(reply).toMatchObject({ status: 409, body: { type: "/problems/seats-in-use", sold: 0, locked: 2 } });
	});
});

describe("413 too-large", () => {
	const bodyOf = (bytes: number, filling = "x") => {
		const frame = Buffer.byteLength('{"token":""}');
		return `{"token":"${filling.repeat((bytes - frame) / Buffer.byteLength(filling))}"}`;
	};

	test("is for a body of one byte more than six million, and for no byte less", async () => {
		expect((await service.post("/seat/lock/orchestra/a/5", bodyOf(6_000_000))).status).toBe(400);
		const { status, body } = await service.post("/seat/lock/orchestra/a/5", bodyOf(6_000_001));
		expect(status).toBe(413);
		expect(body).toMatchObject({ limit: 6_000_000, detail: "the body may have 6000000 bytes" });
	});

	test("counts bytes and not characters, also of a body in base64", async () => {
		const plain = { headers: { "content-type": "application/octet-stream" } };

		expect((await service.post("/seat/lock/orchestra/a/5", bodyOf(6_000_012, "🎭"))).status).toBe(413);
		expect((await service.post("/seat/lock/orchestra/a/5", bodyOf(6_000_001), plain)).status).toBe(413);
	});

	test("is for a seller's document too", async () => {
		expect((await service.seller("PUT", "/events/huge", `{"name": "${"x".repeat(6_000_000)}"}`)).status).toBe(413);
	});
});

describe("a body of nearly the largest size that means nothing", () => {
	const list = (element: string, count: number) => `[${`${element},`.repeat(count - 1)}${element}]`;
	const nested = `${"[".repeat(1_000_000)}${"]".repeat(1_000_000)}`;

	test.each([
		["a field nested a million deep", "/seat/lock/orchestra/a/5", `{"token":${nested}}`],
		["a document nested a million deep", "/seat/lock/orchestra/a/5", nested],
		["hundreds of thousands of fields", "/seat/lock/orchestra/a/5", `{${list('"x":1', 900_000).slice(1, -1)}}`],
		[
			"fields of all names",
			"/seat/lock/orchestra/a/5",
			`{${Array.from({ length: 300_000 }, (_, field) => `"field ${field}":1`)}}`,
		],
		["millions of seats that are none", "/seat/lock", `{"seats":${list("0", 2_900_000)}}`],
		["a million seats without labels", "/seat/lock", `{"seats":${list("{}", 1_900_000)}}`],
		["millions of sections that are none", "/seat/lock_together", `{"num":2,"sections":${list("0", 2_900_000)}}`],
	])("is refused as malformed, and briefly: %s", async (_, target, body) => {
		const reply = await service.post(target, body);

		expect(reply.status).toBe(400);
		expect(JSON.stringify(reply.body).length).toBeLessThan(50_000);
	});
});

describe("of a body with very many fields that nobody knows", () => {
	const unknown = (count: number) =>
		Object.fromEntries(Array.from({ length: count }, (_, field) => [`field ${field}`, 1]));
	const errorsOf = async (target: string, body: unknown) => (await service.post(target, body)).body.errors;
	const namingTen = expect.stringMatching(/^[^"]*("field \d", ){9}"field 9"$/);

	test("ten are named, wherever the right ones stand, and nothing that is right is blamed", async () => {
		const behind = { ...unknown(300_000), token: alice };
		const before = { token: alice, ...unknown(300_000) };

		for (const body of [behind, before]) {
			expect(await errorsOf("/seat/unlock/orchestra/a/1", body)).toEqual([{ path: "", message: namingTen }]);
		}
	});

	test("what is wrong behind them is told as well", async () => {
		const body = { ...unknown(300_000), token: "short", seconds: 0 };

		const errors = await errorsOf("/seat/extend/orchestra/a/1", body);

		expect(errors.map(({ path }: { path: string }) => path)).toEqual(["/token", "/seconds", ""]);
	});

	test("the same holds for each seat of many", async () => {
		const seats = [seat("a", 1), { ...unknown(300_000), ...seat("a", 3) }];

		expect(await errorsOf("/seat/unlock", { seats, token: alice })).toEqual([{ path: "/seats/1", message: namingTen }]);
	});
});

describe("422 too-many-seats", () => {
	const seats = Array.from({ length: 101 }, (_, index) => seat("a", index));

	test.each(["extend", "unlock", "claim"])("is for more than a hundred seats to %s, with the limit", async (verb) => {
		const { status, body } = await service.seller("POST", `/seat/${verb}`, { seats, token: alice });

		expect(status).toBe(422);
		expect(body).toMatchObject({ type: "/problems/too-many-seats", limit: 100 });
	});

	test("is not for a hundred", async () => {
		expect((await service.post("/seat/unlock", { seats: seats.slice(1), token: alice })).status).toBe(404);
	});

	test("is for more seats than the event's locks may hold", async () => {
		const { status, body } = await service.post("/seat/lock", {
			seats: ["a", "b", "c"].flatMap((row) => seatsIn(row, 1, 3, 5, 7)),
		});

		expect(status).toBe(422);
		expect(body.limit).toBe(10);
	});

	test("is for a body full of seats as well, of which no more are looked at than could be right", async () => {
		const numbers = Array.from({ length: 60_000 }, (_, index) => index);
		await service.seller("PUT", "/events/wide", eventDocument({ sections: { orchestra: rows("a", numbers) } }));
		const body = { seats: numbers.map((number) => seat("a", number)), token: alice };

		const locked = await service.post("/events/wide/seat/lock", body);
		const unlocked = await service.post("/events/wide/seat/unlock", body);

		expect(locked).toMatchObject({ status: 422, body: { limit: 10 } });
		expect(unlocked).toMatchObject({ status: 422, body: { limit: 100 } });
	});

	test("is for a party of a hundred: a transaction has one place for what its token was given", async () => {
		const numbers = Array.from({ length: 100 }, (_, index) => index);
		const document = { maxSeatsPerLock: 100, sections: { orchestra: rows("a", numbers) } };
		await service.seller("PUT", "/events/party", eventDocument(document));

		const tooMany = await service.post("/events/party/seat/lock_together", { num: 100, token: alice });
		const most = await service.post("/events/party/seat/lock_together", { num: 99, token: alice });

		expect(tooMany).toMatchObject({ status: 422, body: { limit: 99 } });
		expect(most.status).toBe(200);
	});
});

const everyRoute: [string, string, unknown][] = [
	["GET", "/seat/check/orchestra/b/1", undefined],
	["GET", "/seat/num_available", undefined],
	["GET", "/seat/num_available?by=section", undefined],
	["POST", "/seat/lock/orchestra/b/1", { token: alice }],
	["POST", "/seat/lock", { seats: seatsIn("b", 1, 3), token: alice }],
	["POST", "/seat/extend/orchestra/a/1", { token: alice }],
	["POST", "/seat/unlock/orchestra/a/1", { token: alice }],
	["POST", "/seat/claim/orchestra/a/1", { token: alice }],
	["POST", "/seat/release/orchestra/a/1", { token: alice }],
	["POST", "/seat/block/orchestra/b/1", { reason: "sound desk" }],
	["POST", "/seat/unblock/orchestra/b/1", {}],
	["GET", "/seat/together?num=2", undefined],
	["POST", "/seat/lock_together", { num: 2, token: bob }],
	["GET", "/seats", undefined],
	["PUT", "/events/other", eventDocument({ name: "Another name" })],
	["GET", "/events/other", undefined],
	["GET", "/events", undefined],
	["DELETE", "/events/other", undefined],
];

describe("503 try-again", () => {
	test.each(everyRoute)(
		"is for a table that does not answer, with the time to try again: %s %s",
		async (...request) => {
			const [method, target, body] = request;
			service.network.break(async () => {
				throw connectionLost();
			});

			const reply = await service.seller(method, target, body);

			expect(reply).toMatchObject({ status: 503, body: { type: "/problems/try-again" } });
			expect(reply.headers["retry-after"]).toBe("1");
		},
	);
});

describe("500 internal", () => {
	test.each(everyRoute)(
		"tells nothing but the request's id, and is logged once: %s %s",
		async (method, target, body) => {
			const logged: unknown[][] = [];
			jest.spyOn(console, "error").mockImplementation((...line) => logged.push(line));
			service.network.break(saying("ValidationException", { message: "a secret of the table" }));

			const reply = await service.seller(method, target, body);

			expect(reply.status).toBe(500);
			expect(reply.body).toEqual({
				type: "/problems/internal",
				title: "The service has failed",
				status: 500,
				requestId: expect.any(String),
			});
			expect(logged).toHaveLength(1);
			const line = JSON.parse(String(logged[0]?.[0]));
			expect(line).toMatchObject({ level: "ERROR", requestId: reply.body.requestId });
			expect(line.error.message).toBe("a secret of the table");
		},
	);

	test("has the id under which the function's own log knows the request, where there is one", async () => {
		jest.spyOn(console, "error").mockImplementation(() => {});
		service.network.break(saying("AccessDeniedException"));

		const replies = await Promise.all([
			service.get("/seat/check/orchestra/a/1"),
			service.get("/seat/check/orchestra/a/1"),
		]);

		const ids = replies.map(({ body }) => body.requestId);
		expect(new Set(ids).size).toBe(2);
	});
});
