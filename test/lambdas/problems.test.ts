/**
 * The contract's error table, row by row. The test service checks every reply of every test: a refusal is a problem of
 * RFC 9457, and one that the OpenAPI document declares for its operation.
 */
import { randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import { afterEach, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { requests } from "../../api/requests.ts";
import { ROUTES } from "../../api/routes.ts";
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

/** Runs the task and checks that the table holds the same as before. */
async function changingNothing<Value>(task: () => Promise<Value>): Promise<Value> {
	const before = await everyRecord(service.runtime.table.name);
	const value = await task();
	expect(await everyRecord(service.runtime.table.name)).toEqual(before);
	return value;
}

describe("400 invalid-request", () => {
	const one = [seat("a", 1)];

	test.each<[string, string, unknown, string[]]>([
		["a body that is not JSON", "/seat/lock", "{seats: []}", [""]],
		["a body of a no-break space, which JSON does not know", "/seat/lock", "\u00a0", [""]],
		["a truncated body", "/seat/lock", '{"seats": [', [""]],
		["a body that is an array", "/seat/lock", "[]", [""]],
		["a body that is null", "/seat/lock", "null", [""]],
		["a body that is a string", "/seat/lock/orchestra/a/5", '"now"', [""]],
		[
			"a body that is not UTF-8",
			"/seat/claim/orchestra/a/1",
			Buffer.from(`{"token":"${alice}","order":"é"}`, "latin1"),
			[""],
		],
		["no body where seats are required", "/seat/lock", undefined, ["/seats"]],
		["an empty list of seats", "/seat/lock", { seats: [] }, ["/seats"]],
		["seats that are not an array", "/seat/lock", { seats: {} }, ["/seats"]],
		["a seat that is a string", "/seat/lock", { seats: ["a1"] }, ["/seats/0"]],
		["a seat without its row", "/seat/lock", { seats: [{ section: "o", seat: "1" }] }, ["/seats/0/row"]],
		["a seat label that is a number", "/seat/lock", { seats: [{ ...seat("a", 1), seat: 1 }] }, ["/seats/0/seat"]],
		["a seat with an unknown field", "/seat/lock", { seats: [{ ...seat("a", 1), price: 5 }] }, ["/seats/0/price"]],
		["a seat named twice", "/seat/lock", { seats: seatsIn("a", 5, 7, 5) }, ["/seats/2"]],
		["a seat named twice in a claim", "/seat/claim", { seats: seatsIn("a", 1, 1), token: alice }, ["/seats/1"]],
		["seats in the body and in the path", "/seat/lock/orchestra/a/5", { seats: one }, ["/seats"]],
		["an unknown field", "/seat/lock/orchestra/a/5", { tokken: alice }, ["/tokken"]],
		["a field named __proto__", "/seat/lock/orchestra/a/5", '{"__proto__": {"token": 1}}', ["/__proto__"]],
		["an order in a lock", "/seat/lock/orchestra/a/5", { order: "4711" }, ["/order"]],
		["an empty label", "/seat/lock", { seats: [seat("", 1)] }, ["/seats/0/row"]],
		["a label of 65 characters", "/seat/lock", { seats: [seat("x".repeat(65), 1)] }, ["/seats/0/row"]],
		["a label of 65 characters in the path", `/seat/lock/orchestra/a/${"x".repeat(65)}`, {}, ["/seat"]],
		["a control character", "/seat/lock", { seats: [seat("a\n", 1)] }, ["/seats/0/row"]],
		["a control character above U+007F", "/seat/lock", { seats: [seat("a\u0085", 1)] }, ["/seats/0/row"]],
		["a control character in the path", "/seat/lock/orchestra/a/1%00", {}, ["/seat"]],
		[
			"an unpaired surrogate",
			"/seat/lock",
			'{"seats": [{"section": "o", "row": "\\ud83c", "seat": "1"}]}',
			["/seats/0/row"],
		],
		["a token of 21 characters", "/seat/lock/orchestra/a/5", { token: "x".repeat(21) }, ["/token"]],
		["a token of 129 characters", "/seat/lock/orchestra/a/5", { token: "x".repeat(129) }, ["/token"]],
		[
			"a token with a character that is not allowed",
			"/seat/lock/orchestra/a/5",
			{ token: `${"x".repeat(22)}=` },
			["/token"],
		],
		["a token that ends with a line break", "/seat/lock/orchestra/a/5", { token: `${"x".repeat(22)}\n` }, ["/token"]],
		["a token that is a number", "/seat/lock/orchestra/a/5", { token: 10 ** 21 }, ["/token"]],
		["a token that is null", "/seat/lock/orchestra/a/5", { token: null }, ["/token"]],
		["an unlock without a token", "/seat/unlock/orchestra/a/1", {}, ["/token"]],
		["an extension without a token", "/seat/extend/orchestra/a/1", {}, ["/token"]],
		["a claim without a token", "/seat/claim/orchestra/a/1", {}, ["/token"]],
		["a lock of 0 seconds", "/seat/lock/orchestra/a/5", { seconds: 0 }, ["/seconds"]],
		["a lock of 1.5 seconds", "/seat/lock/orchestra/a/5", { seconds: 1.5 }, ["/seconds"]],
		["a lock with seconds as a string", "/seat/lock/orchestra/a/5", { seconds: "60" }, ["/seconds"]],
		["a lock longer than a week", "/seat/lock/orchestra/a/5", { seconds: 604_801 }, ["/seconds"]],
		["a lock longer than the event allows", "/seat/lock/orchestra/a/5", { seconds: 1_801 }, ["/seconds"]],
		[
			"an extension of infinitely many seconds with an empty token",
			"/seat/extend/orchestra/a/1",
			'{"token":"", "seconds": 1e999}',
			["/token", "/seconds"],
		],
		["an empty order", "/seat/claim/orchestra/a/1", { token: alice, order: "" }, ["/order"]],
		["an order of 65 characters", "/seat/claim/orchestra/a/1", { token: alice, order: "x".repeat(65) }, ["/order"]],
		["an order of two lines", "/seat/claim/orchestra/a/1", { token: alice, order: "1\n2" }, ["/order"]],
		["an order that is a number", "/seat/claim/orchestra/a/1", { token: alice, order: 4711 }, ["/order"]],
		["an invalid event id", "/events/Other/seat/lock/orchestra/a/5", {}, ["/event"]],
	])("an invalid request is refused, names its mistakes and changes nothing: %s", async (_, target, body, paths) => {
		const reply = await changingNothing(() => service.request("POST", target, { body, headers: withKey }));

		expect(reply.status).toBe(400);
		expect(reply.body.errors.map(({ path }: { path: string }) => path)).toEqual(paths);
		for (const { message } of reply.body.errors) expect(message).not.toBe("");
	});

	const bodyRoutes = ROUTES.filter(({ method, name }) => method !== "GET" && "body" in requests[name]).flatMap(
		(route) => route.paths.map((path) => [route.method, path] as const),
	);
	test.each(bodyRoutes)(
		"a key that appears twice in an object of a body is refused with its place: %s %s",
		async (method, path) => {
			const target = path.replace("{event}", "other").replace("{section}/{row}/{seat}", "orchestra/a/1");
			const body = '{"seats": [{"section": "o", "section": "orchestra"}], "x": 1, "\\u0078": 2}';

			const reply = await changingNothing(() => service.request(method, target, { body, headers: withKey }));

			expect([reply.status, reply.body.errors]).toEqual([
				400,
				[
					{ path: "/seats/0/section", message: expect.stringContaining("appears twice") },
					{ path: "/x", message: expect.stringContaining("appears twice") },
				],
			]);
		},
	);

	test("a refusal lists every mistake at once, in plain English", async () => {
		const { body } = await service.post("/seat/lock", { seats: [{ section: "", row: "a" }], token: "x", seconds: 0 });

		expect(body.errors).toEqual([
			{ path: "/token", message: "expected 22 to 128 of A-Z, a-z, 0-9, _ and -" },
			{ path: "/seconds", message: "expected at least 1" },
			{ path: "/seats/0/section", message: "expected 1 to 64 characters without control characters" },
			{ path: "/seats/0/seat", message: "is missing" },
		]);
	});

	test("an invalid request is refused without asking the table", async () => {
		const { operations } = await service.network.during(() => service.post("/seat/lock", { seats: [] }));

		expect(operations).toEqual([]);
	});

	test("the shortest and the longest token, the shortest lock and the longest order are accepted", async () => {
		const tokens = ["x".repeat(22), `${"-_".repeat(63)}xy`];

		for (const token of tokens) {
			const locked = await service.post("/events/other/seat/lock/orchestra/a/1", { token, seconds: 1 });
			const unlocked = await service.post("/events/other/seat/unlock/orchestra/a/1", { token });

			expect([locked.status, unlocked.status]).toEqual([200, 200]);
		}
		const longestOrder = await service.seller("POST", "/events/other/seat/claim/orchestra/a/1", {
			token: alice,
			order: "🎭".repeat(32),
		});
		expect(longestOrder.status).toBe(409);
	});

	test("a lock is accepted with a body in base64, with a blank body and with no body", async () => {
		const plain = { headers: { "content-type": "application/octet-stream" } };

		expect((await service.post("/events/other/seat/lock/orchestra/b/1", { token: bob }, plain)).status).toBe(200);
		expect((await service.post("/events/other/seat/lock/orchestra/b/3", "  \n")).status).toBe(200);
		expect((await service.post("/events/other/seat/lock/orchestra/b/5")).status).toBe(200);
	});
});

describe("401 unauthorized", () => {
	const sellerRequests: [string, string, unknown][] = [
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
	const wrongHeaders: [string, Record<string, string>][] = [
		["without a key", {}],
		["with an empty key", { authorization: "" }],
		["with a scheme and no key", { authorization: "Bearer " }],
		["with a wrong key", { authorization: `Bearer ${SELLER_KEY}x` }],
		["with the beginning of the key", { authorization: `Bearer ${SELLER_KEY.slice(0, -1)}` }],
		["with the key in another case", { authorization: `Bearer ${SELLER_KEY.toUpperCase()}` }],
		["with the key in another scheme", { authorization: `Basic ${SELLER_KEY}` }],
		["with the key alone", { authorization: SELLER_KEY }],
		["with two keys", { authorization: `Bearer wrong, Bearer ${SELLER_KEY}` }],
		["with the key in another header", { "x-api-key": SELLER_KEY }],
	];

	test.each(wrongHeaders)("every seller route answers 401 to a caller %s, and changes nothing", async (_, headers) => {
		const replies = await changingNothing(() =>
			Promise.all(sellerRequests.map(([method, target, body]) => service.request(method, target, { body, headers }))),
		);

		for (const { status, body } of replies) {
			expect(status).toBe(401);
			expect(body.type).toBe("/problems/unauthorized");
		}
	});

	test("a caller without the key gets 401 before the request is checked, and so learns nothing", async () => {
		const { status } = await service.post("/events/no-such-event/seat/claim/x/y/z", "{no JSON");

		expect(status).toBe(401);
	});

	test("the Bearer scheme is accepted in any letter case", async () => {
		const headers = { authorization: `bearer ${SELLER_KEY}` };

		expect((await service.post("/seat/claim/orchestra/c/1", { token: alice }, { headers })).status).toBe(409);
	});
});

describe("404", () => {
	test.each<[string, string, unknown]>([
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
		["POST", "/seat/sell_together", { num: 2, order: "4711" }],
		["GET", "/seats", undefined],
		["GET", "", undefined],
		["DELETE", "", undefined],
	])(
		"an event that does not exist is refused as unknown-event: %s /events/no-such-event%s",
		async (method, path, body) => {
			const reply = await service.seller(method, `/events/no-such-event${path}`, body);

			expect(reply).toMatchObject({ status: 404, body: { type: "/problems/unknown-event", event: "no-such-event" } });
		},
	);

	test.each(["lock", "extend", "unlock", "claim"])(
		"seats that the event does not have are listed as unknown-seat, and nothing changes: %s",
		async (verb) => {
			const unknown = [seat("z", 1), seat("a", 2), seat("a", 1, "balcony")];
			const seats = [seat("c", 5), ...unknown];

			const reply = await changingNothing(() => service.seller("POST", `/seat/${verb}`, { seats, token: alice }));

			expect(reply).toMatchObject({ status: 404, body: { type: "/problems/unknown-seat" } });
			expect(reply.body.seats).toEqual(unknown);
		},
	);

	test.each(["__proto__", "constructor", "toString"])(
		"a property that every JavaScript object has is an unknown section or row: %s",
		async (word) => {
			expect((await service.get(`/seat/check/${word}/a/1`)).status).toBe(404);
			expect((await service.get(`/seat/check/orchestra/${word}/1`)).status).toBe(404);
			expect((await service.get(`/seat/num_available?section=${word}`)).status).toBe(404);
		},
	);
});

describe("409", () => {
	test("a lock of another buyer's locked seat is refused with seats-unavailable, its status and its end", async () => {
		const { status, body } = await changingNothing(() => service.post("/seat/lock/orchestra/a/1", { token: bob }));

		expect(status).toBe(409);
		expect(body).toMatchObject({
			type: "/problems/seats-unavailable",
			seats: [{ ...seat("a", 1), status: "locked", expires: expect.any(Number) }],
		});
	});

	test.each(["extend", "unlock", "claim"])(
		"seats of another buyer's lock are refused with not-your-lock: %s",
		async (verb) => {
			const body = { seats: seatsIn("a", 1, 3), token: bob };

			const reply = await changingNothing(() => service.seller("POST", `/seat/${verb}`, body));

			expect(reply).toMatchObject({
				status: 409,
				body: { type: "/problems/not-your-lock", seats: seatsIn("a", 1, 3) },
			});
		},
	);

	test("a PUT that drops seats or whole rows is refused with seats-removed, and lists them", async () => {
		const without = { orchestra: { a: { 1: {}, 3: {} } } };

		const reply = await changingNothing(() =>
			service.seller("PUT", "/events/other", eventDocument({ sections: without })),
		);

		expect(reply).toMatchObject({ status: 409, body: { type: "/problems/seats-removed" } });
		expect(reply.body.seats).toEqual([...seatsIn("a", 5, 7), ...seatsIn("b", 1, 3, 5, 7), ...seatsIn("c", 1, 3, 5, 7)]);
	});

	test("a DELETE of an event with locked seats is refused with seats-in-use, and counts them", async () => {
		const reply = await changingNothing(() => service.seller("DELETE", "/events/distant-worlds"));

		expect(reply).toMatchObject({ status: 409, body: { type: "/problems/seats-in-use", sold: 0, locked: 2 } });
	});
});

/** The largest body of a route that takes seats. */
const BODY_BYTES = 262_144;

describe("413 too-large", () => {
	const bodyOf = (bytes: number, filling = "x") => {
		const frame = Buffer.byteLength('{"token":""}');
		return `{"token":"${filling.repeat((bytes - frame) / Buffer.byteLength(filling))}"}`;
	};

	test("a body with seats may have 256 KB, and one byte more is refused as too-large", async () => {
		expect((await service.post("/seat/lock/orchestra/a/5", bodyOf(BODY_BYTES))).status).toBe(400);
		const { status, body } = await service.post("/seat/lock/orchestra/a/5", bodyOf(BODY_BYTES + 1));
		expect(status).toBe(413);
		expect(body).toMatchObject({ limit: BODY_BYTES, detail: "at most 262144 bytes" });
	});

	test("the size limit of a body counts bytes and not characters, also of a body in base64", async () => {
		const plain = { headers: { "content-type": "application/octet-stream" } };

		expect((await service.post("/seat/lock/orchestra/a/5", bodyOf(BODY_BYTES + 12, "🎭"))).status).toBe(413);
		expect((await service.post("/seat/lock/orchestra/a/5", bodyOf(BODY_BYTES + 1), plain)).status).toBe(413);
	});

	test("a hundred seats with the longest labels, every character escaped, are not too large", async () => {
		const label = (start: string) => start + "\\ud83c\\udfad".repeat(31);
		const seats = Array.from({ length: 100 }, (_, index) => {
			const [section, row, place] = [label("s"), label("r"), label(String.fromCharCode(0x4e00 + index))];
			return `{"section":"${section}","row":"${row}","seat":"${place}"}`;
		});

		const { status } = await service.post("/seat/unlock", `{"seats":[${seats}],"token":"${alice}"}`);

		expect(status).toBe(404);
	});

	test("an event document may have 32 MB, and not one byte more", async () => {
		const MAX = 32 * 1_024 * 1_024;
		const put = (bytes: number) => service.seller("PUT", "/events/huge", `{"name":"${"x".repeat(bytes - 11)}"}`);

		expect((await put(MAX)).status).toBe(400);
		const { status, body } = await put(MAX + 1);
		expect(status).toBe(413);
		expect(body.limit).toBe(MAX);
	});

	test("a packed event document may have 4 MB, and no more than 32 MB unpacked", async () => {
		const put = (body: Buffer) =>
			service.request("PUT", "/events/packed", {
				body,
				headers: { authorization: `Bearer ${SELLER_KEY}`, "content-encoding": "gzip" },
			});

		expect((await put(gzipSync(JSON.stringify(eventDocument())))).status).toBe(200);
		expect(await put(gzipSync("x".repeat(33 * 1_024 * 1_024)))).toMatchObject({ status: 413 });
		expect(await put(randomBytes(4 * 1_024 * 1_024 + 1))).toMatchObject({ status: 413 });
		expect(await put(Buffer.from("not gzip"))).toMatchObject({ status: 400 });
	});
});

describe("415 unsupported-media-type", () => {
	test("where other sites are kept out, a body must be sent as JSON, which a browser asks about first", async () => {
		const careful = service.another(undefined, { requiresJson: true });
		const lock = (type: string) =>
			careful.post("/events/other/seat/lock/orchestra/c/1", {}, { headers: { "content-type": type } });

		for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]) {
			expect([type, (await lock(type)).status]).toEqual([type, 415]);
		}
		expect((await lock("application/json; charset=utf-8")).status).toBe(200);
	});

	test("JSON Patch is not read as a merge patch, and not as anything else either", async () => {
		const headers = { ...withKey, "content-type": "application/json-patch+json; charset=utf-8" };
		const change = (method: string, target: string, body: object) =>
			changingNothing(() => service.request(method, target, { body, headers }));

		const patched = await change("PATCH", "/events/other", [{ op: "replace", path: "/name", value: "Renamed" }]);
		const locked = await change("POST", "/events/other/seat/lock/orchestra/c/3", {});

		for (const reply of [patched, locked])
			expect([reply.status, reply.body.accepts]).toEqual([415, "application/json"]);
	});

	test.each(["gzip", "GZIP", " x-gzip "])(
		"a coding has the same name in any case, and gzip has two: %j",
		async (coding) => {
			const body = gzipSync(JSON.stringify(eventDocument()));
			const headers = { ...withKey, "content-encoding": coding };

			expect((await service.request("PUT", "/events/packed", { body, headers })).status).toBe(200);
		},
	);

	test.each(["identity", "Identity", ""])("a body that says it is not packed is taken as it is: %j", async (coding) => {
		const { status } = await service.post(
			"/seat/check",
			{ seats: [seat("a", 1)] },
			{ headers: { "content-encoding": coding } },
		);

		expect(status).toBe(200);
	});

	test("a seat route takes no packed body", async () => {
		const packed = { headers: { "content-encoding": "gzip" } };

		expect((await service.post("/seat/lock/orchestra/a/5", gzipSync("{}"), packed)).status).toBe(415);
	});
});

describe("bodies of nearly the largest size without meaning", () => {
	const list = (element: string) => {
		const count = Math.floor((BODY_BYTES - 50) / (element.length + 1));
		return `[${`${element},`.repeat(count - 1)}${element}]`;
	};
	const nested = `${"[".repeat(BODY_BYTES / 2 - 10)}${"]".repeat(BODY_BYTES / 2 - 10)}`;

	test.each([
		["a field nested very deep", "/seat/lock/orchestra/a/5", `{"token":${nested}}`],
		["a document nested very deep", "/seat/lock/orchestra/a/5", nested],
		["fields of one name", "/seat/lock/orchestra/a/5", `{${list('"x":1').slice(1, -1)}}`],
		[
			"fields of different names",
			"/seat/lock/orchestra/a/5",
			`{${Array.from({ length: 16_000 }, (_, field) => `"field ${field}":1`)}}`,
		],
		["seats that are numbers", "/seat/lock", `{"seats":${list("0")}}`],
		["seats without labels", "/seat/lock", `{"seats":${list("{}")}}`],
		["sections that are numbers", "/seat/lock_together", `{"num":2,"sections":${list("0")}}`],
	])("a body full of nothing is refused as invalid, and briefly: %s", async (_, target, body) => {
		expect(Buffer.byteLength(body)).toBeLessThanOrEqual(BODY_BYTES);

		const reply = await service.post(target, body);

		expect(reply.status).toBe(400);
		expect(JSON.stringify(reply.body).length).toBeLessThan(50_000);
	});
});

describe("bodies with very many unknown fields", () => {
	const unknown = Object.fromEntries(Array.from({ length: 900 }, (_, field) => [`field ${field}`, 1]));
	const errorsOf = async (target: string, body: unknown) => (await service.post(target, body)).body.errors;
	const first = (num: number, place = "") =>
		Array.from({ length: num }, (_, field) => ({ path: `${place}/field ${field}`, message: "unknown field" }));

	test("the first hundred of very many unknown fields are named, and no valid field is blamed, wherever it is", async () => {
		for (const body of [
			{ ...unknown, token: alice },
			{ token: alice, ...unknown },
		]) {
			expect(await errorsOf("/seat/unlock/orchestra/a/1", body)).toEqual(first(100));
		}
	});

	test("mistakes in known fields are listed besides very many unknown fields", async () => {
		const body = { ...unknown, token: "short", seconds: 0 };

		const errors = await errorsOf("/seat/extend/orchestra/a/1", body);

		expect(errors.slice(0, 2).map(({ path }: { path: string }) => path)).toEqual(["/token", "/seconds"]);
		expect(errors.slice(2)).toEqual(first(98));
	});

	test("the first hundred of very many unknown fields of a seat are named, under the path of that seat", async () => {
		const seats = [seat("a", 1), { ...unknown, ...seat("a", 3) }];

		expect(await errorsOf("/seat/unlock", { seats, token: alice })).toEqual(first(100, "/seats/1"));
	});
});

describe("422 too-many-seats", () => {
	const seats = Array.from({ length: 101 }, (_, index) => seat("a", index));

	test.each(["extend", "unlock", "claim"])(
		"more than 100 seats are refused as too many, with the limit: %s",
		async (verb) => {
			const { status, body } = await service.seller("POST", `/seat/${verb}`, { seats, token: alice });

			expect(status).toBe(422);
			expect(body).toMatchObject({ type: "/problems/too-many-seats", limit: 100 });
		},
	);

	test("100 seats are not too many", async () => {
		expect((await service.post("/seat/unlock", { seats: seats.slice(1), token: alice })).status).toBe(404);
	});

	test("a lock of more seats than the event allows is refused with the event's limit", async () => {
		const { status, body } = await service.post("/seat/lock", {
			seats: ["a", "b", "c"].flatMap((row) => seatsIn(row, 1, 3, 5, 7)),
		});

		expect(status).toBe(422);
		expect(body.limit).toBe(10);
	});

	test("a request full of seats is refused as too many, like one with a few too many", async () => {
		const numbers = Array.from({ length: 5_000 }, (_, index) => index);
		await service.seller("PUT", "/events/wide", eventDocument({ sections: { orchestra: rows("a", numbers) } }));
		const body = { seats: numbers.map((number) => seat("a", number)), token: alice };

		const locked = await service.post("/events/wide/seat/lock", body);
		const unlocked = await service.post("/events/wide/seat/unlock", body);

		expect(locked).toMatchObject({ status: 422, body: { limit: 10 } });
		expect(unlocked).toMatchObject({ status: 422, body: { limit: 100 } });
	});

	test("of too many seats only the first 101 are looked at", async () => {
		const repeated = [...seats, seat("a", 0), seat("a", 1)];

		const unlocked = await service.post("/seat/unlock", { seats: repeated, token: alice });
		const locked = await service.post("/seat/lock", { seats: repeated, token: alice });

		expect(unlocked).toMatchObject({ status: 422, body: { limit: 100 } });
		expect(locked.body).toMatchObject({ type: "/problems/unknown-seat" });
		expect(locked.body.seats).toHaveLength(97);
	});

	test("a party of 100 is too many: the transaction needs one of its 100 items to remember the party's seats", async () => {
		const numbers = Array.from({ length: 100 }, (_, index) => index);
		const document = { maxSeatsPerLock: 100, sections: { orchestra: rows("a", numbers) } };
		await service.seller("PUT", "/events/party", eventDocument(document));

		const tooMany = await service.post("/events/party/seat/lock_together", { num: 100, token: alice });
		const farTooMany = await service.post("/events/party/seat/lock_together", { num: 101, token: alice });
		const most = await service.post("/events/party/seat/lock_together", { num: 99, token: alice });

		for (const refused of [tooMany, farTooMany]) expect(refused).toMatchObject({ status: 422, body: { limit: 99 } });
		expect(most.status).toBe(200);
	});
});

const EVERY_ROUTE: [string, string, unknown][] = [
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
	test.each(EVERY_ROUTE)(
		"if the table does not respond, the answer is try-again with Retry-After, and the log says why: %s %s",
		async (...request) => {
			const [method, target, body] = request;
			const logged: string[] = [];
			jest.spyOn(console, "error").mockImplementation((line) => logged.push(String(line)));
			service.network.break(async () => {
				throw connectionLost();
			});

			const reply = await service.seller(method, target, body);

			expect(reply).toMatchObject({ status: 503, body: { type: "/problems/try-again" } });
			expect(reply.headers["retry-after"]).toBe("1");
			const reasons = logged.map((line) => JSON.parse(line).error.message);
			expect(reasons).toEqual([expect.stringContaining(connectionLost().message)]);
		},
	);
});

describe("500 internal", () => {
	test.each(EVERY_ROUTE)(
		"an internal fault is logged once, and its answer holds nothing but the request's id: %s %s",
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

	test("each request with an internal fault gets its own request id", async () => {
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
