/** Charts and availability as callers get them (contract §4.4). */
import { gunzipSync } from "node:zlib";
import { DeleteCommand } from "@aws-sdk/lib-dynamodb";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { type Chart, placesOf } from "../../domain/chart.ts";
import { splitTarget } from "../../local/http-event.ts";
import { drawnSeats } from "../support/drawn-seats.ts";
import { handlers } from "../support/handlers.ts";
import { everyRecord } from "../support/records.ts";
import { alice, eventDocument, rows } from "../support/seats.ts";
import { FAR, newSale, newService, type TestService } from "../support/service.ts";

const HALL = {
	name: "Hall",
	categories: { gold: { color: "#d4a017" }, silver: {} },
	decorations: [{ kind: "text", x: 0, y: -5, text: "Stage" }],
	sections: {
		stalls: {
			outline: [
				[-5, 0],
				[5, 0],
				[0, 9],
			],
			category: "silver",
			rows: [
				{ row: "A", x: -2, y: 1, step: 0.5, turn: -2, seats: ["1", "2", null, "3"] },
				{
					row: "B",
					points: [
						[0, 3],
						[1, 3.2],
					],
					category: "gold",
					seats: [{ seat: "1", accessible: true }, "2"],
				},
			],
		},
		circle: { a: { "1": {}, "2": { status: "sold" } } },
	},
};
const PATH = "/events/distant-worlds";
const chartOf = async (service: TestService) =>
	(await service.get(`${PATH}/chart`)) as { body: Chart; headers: Record<string, string> };
const tagOf = (headers: Readonly<Record<string, string>>) => headers["etag"]?.replaceAll('"', "") ?? "";
const put = (service: TestService, document: object) => service.seller("PUT", PATH, document);

describe("the chart", () => {
	let service: TestService;
	beforeAll(async () => {
		service = await newSale(HALL);
	});

	test("has the sections, rows, labels, categories, accessible seats and decorations of the document", async () => {
		const { body } = await chartOf(service);

		expect(body.categories).toEqual([{ category: "gold", color: "#d4a017" }, { category: "silver" }]);
		expect(body.decorations).toEqual(HALL.decorations);
		expect(body.sections.map(({ section, outline }) => [section, outline])).toEqual([
			["stalls", HALL.sections.stalls.outline],
			["circle", undefined],
		]);
		const [stalls, circle] = body.sections;
		expect(stalls?.rows.map(({ row, seats, category }) => [row, placesOf(seats), category])).toEqual([
			["A", ["1", "2", null, "3"], 1],
			["B", ["1", "2"], 0],
		]);
		expect(stalls?.rows[1]?.accessible).toEqual([0]);
		expect(circle?.rows.map(({ row, seats }) => [row, placesOf(seats)])).toEqual([["a", ["1", "2"]]]);
	});

	test("says nothing of states, and nothing of ids", async () => {
		const withIds = await newSale({
			name: "Hall",
			sections: { stalls: [{ row: "A", seats: [{ seat: "1", id: "secret", status: "sold", order: "order" }] }] },
		});

		expect(JSON.stringify((await chartOf(withIds)).body)).not.toMatch(/secret|sold|order/);
	});

	test("its tag is its id, a caller that has it gets 304, and its own URL is cached for a year", async () => {
		const { body, headers } = await chartOf(service);
		const id = tagOf(headers);

		const again = await service.get(`${PATH}/chart`, { headers: { "if-none-match": `W/"${id}"` } });
		const byId = await service.get(`${PATH}/chart/${id}`);

		expect([again.status, again.body, again.headers["etag"]]).toEqual([304, undefined, `"${id}"`]);
		expect(again.headers).toMatchObject({ vary: "accept-encoding", "cache-control": headers["cache-control"] });
		expect([byId.status, byId.body]).toEqual([200, body]);
		expect(byId.headers).toMatchObject({ etag: `"${id}"`, "cache-control": "public, max-age=31536000, immutable" });
		expect((await service.request("HEAD", `${PATH}/chart/${id}`)).status).toBe(200);
	});

	test.each(["nothing", "A".repeat(22), "%2F", "A".repeat(5_000)])(
		"a chart that the event has never had is unknown: %s",
		async (id) => {
			const { status, body } = await service.get(`${PATH}/chart/${id}`);

			expect([status, body.type, body.chart]).toEqual([404, "/problems/unknown-chart", decodeURIComponent(id)]);
		},
	);

	test("a chart of another event is unknown", async () => {
		const id = tagOf((await chartOf(service)).headers);
		await service.seller("PUT", "/events/another", { name: "Another", sections: {} });

		expect((await service.get(`/events/another/chart/${id}`)).status).toBe(404);
	});

	test("is sent compressed to a caller who takes that, and to nobody else", async () => {
		const { runtime } = service;
		const ask = (accepted: Record<string, string>) =>
			handlers["get-chart"](runtime)({
				routeKey: `GET ${PATH}/chart`,
				rawQueryString: "",
				rawPath: splitTarget(`${PATH}/chart`).path,
				headers: accepted,
				pathParameters: { event: "distant-worlds" },
				requestContext: { http: { method: "GET" }, requestId: "1" },
			} as never);

		const packed = await ask({ "accept-encoding": "br;q=1.0, gzip;q=0.5" });
		const plain = await ask({ "accept-encoding": "br, gzip;q=0" });

		expect(packed).toMatchObject({
			isBase64Encoded: true,
			headers: { "content-encoding": "gzip", vary: "accept-encoding" },
		});
		expect(gunzipSync(Buffer.from(packed.body, "base64")).toString()).toBe(plain.body);
		expect(plain.headers).not.toHaveProperty("content-encoding");
	});
});

describe("when the document changes", () => {
	test("a PUT that only moves things changes the chart and no seat; the chart before stays served", async () => {
		const service = await newSale(HALL);
		await service.post("/seat/lock/stalls/A/1", { token: alice });
		const before = await chartOf(service);
		const moved = structuredClone(HALL);
		(moved.sections.stalls.rows[0] as { y: number }).y = 7;

		const answer = await put(service, moved);

		const after = await chartOf(service);
		expect(answer.status).toBe(200);
		expect(tagOf(after.headers)).not.toBe(tagOf(before.headers));
		const [row] = after.body.sections[0]?.rows ?? [];
		expect(drawnSeats(row as never, after.body.sections[0] ?? {})[0]).toMatchObject({
			seat: "1",
			x: expect.closeTo(-2),
			y: expect.closeTo(7),
		});
		expect((await service.get("/seat/check/stalls/A/1")).body.status).toBe("locked");
		expect((await service.get(`${PATH}/chart/${tagOf(before.headers)}`)).body).toEqual(before.body);
	});

	test("a PATCH of categories, decorations or size draws another chart of the same seats; one of the name does not", async () => {
		const service = await newSale(HALL);
		const before = await chartOf(service);
		const patch = (change: object) => service.seller("PATCH", PATH, change);

		await patch({ name: "Renamed", closes: FAR + 60 });
		const renamed = await chartOf(service);
		await patch({
			categories: { silver: { color: "#ccc" } },
			decorations: null,
			size: { x: -9, y: -9, width: 20, height: 30 },
		});
		const { headers, body } = await chartOf(service);

		expect(tagOf(renamed.headers)).toBe(tagOf(before.headers));
		expect(tagOf(headers)).not.toBe(tagOf(before.headers));
		expect(body).toMatchObject({
			categories: [
				{ category: "gold", color: "#d4a017" },
				{ category: "silver", color: "#ccc" },
			],
			decorations: [],
			size: { x: -9, y: -9, width: 20, height: 30 },
		});
		expect((await service.get(`${PATH}/availability`)).body.chart).toBe(tagOf(headers));
	});

	test("the document comes back as it was put; the public one has the geometry as well", async () => {
		const service = await newSale(HALL);

		expect((await service.seller("GET", `${PATH}/document`)).body).toEqual(HALL);
		const { stalls } = (await service.get(PATH)).body.sections;
		expect(stalls).toEqual(HALL.sections.stalls);
	});

	test("the charts of a deleted event go with it", async () => {
		const service = await newSale(eventDocument());
		const id = tagOf((await chartOf(service)).headers);

		await service.seller("DELETE", PATH);
		service.age(5_000);
		expect((await service.get(`${PATH}/chart/${id}`)).status).toBe(404);
		await put(service, { name: "New", sections: {} });

		expect((await service.get(`${PATH}/chart/${id}`)).body.type).toBe("/problems/unknown-chart");
	});

	test.each([
		["the chart", `${PATH}/chart`],
		["the public document", PATH],
		["the document as it was put", `${PATH}/document`],
	])("%s read while its event is deleted and put again is that of the new event", async (_, target) => {
		const service = await newSale(eventDocument());
		const reader = service.another();
		let isFirst = true;
		reader.network.break(async ({ input }, deliver) => {
			// Between the event's record and what it names.
			if (isFirst && !JSON.stringify(input).includes('"event"')) {
				isFirst = false;
				await service.seller("DELETE", PATH);
				service.age(5_000);
				await put(service, HALL);
			}
			return deliver();
		});

		const { status, body } = await reader.seller("GET", target);

		expect(isFirst).toBe(false);
		expect(status).toBe(200);
		expect(JSON.stringify(body)).toContain("circle");
	});

	test("a chart of several records is put together again, and is unknown until all of it is written", async () => {
		const label = (index: number) =>
			`${index} ${Math.imul(index + 1, 2_654_435_761).toString(36)}${Math.imul(index + 7, 1_597_334_677).toString(36)}`.padEnd(
				60,
				String(index * 7_919),
			);
		const sections = Object.fromEntries(
			Array.from({ length: 30 }, (_, section) => [
				`s${section}`,
				[{ row: "A", seats: Array.from({ length: 1_000 }, (_, seat) => label(section * 1_000 + seat)) }],
			]),
		);
		const service = await newService();
		await put(service, { name: "Large", sections });
		const { body, headers } = await chartOf(service);

		const { runtime } = service;
		const parts = (await everyRecord(runtime.table.name)).filter(({ pk }) => pk.startsWith("#charts#"));
		expect(parts.length).toBeGreaterThan(1);
		expect(body.sections.flatMap((section) => section.rows.flatMap((row) => drawnSeats(row, section)))).toHaveLength(
			30_000,
		);
		expect((await service.get(`${PATH}/chart/${tagOf(headers)}`)).body).toEqual(body);

		const { pk, sk } = parts.at(-1) ?? {};
		await runtime.table.send(new DeleteCommand({ TableName: runtime.table.name, Key: { pk, sk } }));
		expect((await service.get(`${PATH}/chart/${tagOf(headers)}`)).status).toBe(404);
	});
});

describe("availability", () => {
	const bitsIn = (bits: string, num: number) => {
		const bytes = Buffer.from(bits, "base64");
		return Array.from({ length: num }, (_, seat) => ((bytes[seat >> 3] ?? 0) >> (seat & 7)) & 1);
	};

	test("bit i is seat i of the chart; counts are by section, and a section can be asked for alone", async () => {
		const service = await newSale(HALL);
		await service.post("/seat/lock/stalls/A/2", { token: alice });

		const whole = await service.get(`${PATH}/availability`);
		const circle = await service.get(`${PATH}/availability?section=circle`);

		expect(whole.body).toEqual({
			name: HALL.name,
			chart: tagOf((await chartOf(service)).headers),
			asOf: FAR,
			bits: expect.any(String),
			counts: [4, 1],
		});
		expect(bitsIn(whole.body.bits, 7)).toEqual([1, 0, 1, 1, 1, 1, 0]);
		expect(bitsIn(circle.body.bits, 2)).toEqual([1, 0]);
		expect(circle.body.counts).toEqual([1]);
		expect((await service.get(`${PATH}/availability?section=nowhere`)).body.type).toBe("/problems/unknown-seat");
	});

	test("a lock that has ended by the instant of the answer counts as available, in a small house and in a large one", async () => {
		for (const sections of [
			{ stalls: rows("a", [1, 3]) },
			{ stalls: rows("abcdefghijklmnopqrstuvwxyz", [1, 3, 5, 7, 9]) },
		]) {
			const service = await newSale(eventDocument({ sections }));
			await service.post("/seat/lock/stalls/a/1", { token: alice, seconds: 3 });
			const first = async () => bitsIn((await service.get(`${PATH}/availability`)).body.bits, 1);

			expect(await first()).toEqual([0]);
			service.clock.now += 3;
			expect(await first()).toEqual([1]);
		}
	});

	test("its tag stays until a seat or the chart changes, whatever the time", async () => {
		const service = await newSale(HALL);
		const tag = async () => (await service.get(`${PATH}/availability`)).headers["etag"] ?? "";
		const before = await tag();
		service.clock.now += 60;

		const same = await service.get(`${PATH}/availability`, { headers: { "if-none-match": before } });
		await service.post("/seat/lock/stalls/A/1", { token: alice });
		const locked = await tag();
		await put(service, { ...HALL, decorations: [] });
		service.age(5_000);

		expect([same.status, same.body]).toEqual([304, undefined]);
		expect(locked).not.toBe(before);
		expect(await tag()).not.toBe(locked);
	});

	test("it says when the event is sold, and has another tag when that changes", async () => {
		const service = await newSale({ ...HALL, opens: FAR + 60 });
		const early = await service.get(`${PATH}/availability`);

		await service.seller("PATCH", PATH, { opens: null, closes: FAR + 90 });
		service.age(5_000);
		const { body, headers } = await service.get(`${PATH}/availability`);

		expect([early.body.opens, early.body.closes]).toEqual([FAR + 60, undefined]);
		expect([body.opens, body.closes]).toEqual([undefined, FAR + 90]);
		expect(headers["etag"]).not.toBe(early.headers["etag"]);
	});
});
