import { beforeAll, describe, expect, test } from "@jest/globals";
import { alice, house } from "../support/seats.ts";
import { FAR, newSale, type TestService } from "../support/service.ts";

let service: TestService;

beforeAll(async () => {
	service = await newSale({
		name: "Theatre",
		sections: {
			stalls: [
				{ row: "A", seats: ["1", "2", null, "3", { seat: "4", accessible: true }] },
				{ row: "B", seats: ["1", { seat: "2", status: "sold" }, { seat: "3", status: "blocked", reason: "pillar" }] },
			],
			"box #1/é": { ü: { ["__proto__"]: {}, 7: {} } },
			empty: {},
		},
	});
	await service.post("/seat/lock/stalls/A/2", { token: alice, seconds: 60 });
});

describe("the seat map", () => {
	test("is the plan in order with its gaps, and the taken seats only", async () => {
		const { status, headers, body } = await service.get("/seats?section=stalls");

		expect(status).toBe(200);
		expect(headers["cache-control"]).toBe("public, max-age=1");
		expect(body).toEqual({
			event: "distant-worlds",
			name: "Theatre",
			sections: [
				{
					section: "stalls",
					rows: [
						{
							row: "A",
							seats: ["1", "2", null, "3", { seat: "4", accessible: true }],
							taken: { 2: { status: "locked", expires: FAR + 60 } },
						},
						{ row: "B", seats: ["1", "2", "3"], taken: { 2: { status: "sold" }, 3: { status: "blocked" } } },
					],
				},
			],
		});
	});

	test("is of the whole event unless a section is named, and 404 for one that is not there", async () => {
		const { body } = await service.get("/seats");

		expect(body.sections.map(({ section }: { section: string }) => section)).toEqual(["stalls", "box #1/é", "empty"]);
		expect((await service.get("/seats?section=nowhere")).status).toBe(404);
		expect((await service.get("/events/nothing/seats")).status).toBe(404);
	});

	test("shows an ended lock as available, from its very end on (I2, I8)", async () => {
		const takenAt = async (now: number) =>
			(await service.another({ now }).get("/seats")).body.sections[0].rows[0].taken;

		expect(await takenAt(FAR + 59)).toEqual({ 2: { status: "locked", expires: FAR + 60 } });
		expect(await takenAt(FAR + 60)).toBeUndefined();
	});

	test("holds neither token nor order (I9)", async () => {
		const { body } = await service.get("/seats");

		const text = JSON.stringify(body);
		expect(text).not.toContain("tokenHash");
		expect(text).not.toContain("imported");
		expect(text).not.toContain("pillar");
	});

	test("is not sent to who has it already, until a seat changes", async () => {
		const first = await service.get("/seats");
		const etag = String(first.headers["etag"]);
		const ask = (header: string) => service.get("/seats", { headers: { "if-none-match": header } });

		for (const held of [etag, `W/${etag}`, `"other", ${etag}`, "*"]) {
			const again = await ask(held);
			expect(again.status).toBe(304);
			expect(again.body).toBeUndefined();
			expect(again.headers["etag"]).toBe(etag);
		}
		expect((await ask('"other"')).status).toBe(200);
		await service.post("/seat/lock/stalls/A/1", { token: alice });
		expect((await ask(etag)).status).toBe(200);
		await service.post("/seat/unlock/stalls/A/1", { token: alice });
		expect((await ask(etag)).status).toBe(304);
	});
});

describe("counts by section", () => {
	test("say what the taken seats are, and how many are free side by side", async () => {
		const { body } = await service.get("/seat/num_available?by=section");

		expect(body).toMatchObject({
			num: 6,
			capacity: 9,
			sections: {
				stalls: { num: 4, capacity: 7, locked: 1, sold: 1, blocked: 1, largest: 2 },
				empty: { num: 0, capacity: 0, locked: 0, sold: 0, blocked: 0, largest: 0 },
			},
		});
	});
});

test("the map of 80,000 seats, every one sold, is smaller than a function may answer", async () => {
	const { mapOf } = await import("../../domain/seat-map.ts");
	const { parseEventDocument } = await import("../../documents/event-document.ts");
	const document = parseEventDocument(house(160, 20, 25), FAR);

	const maps = document.sections.map(({ plan }) => mapOf(plan, () => ({ status: "sold" })));

	expect(Buffer.byteLength(JSON.stringify(maps))).toBeLessThan(5_000_000);
});

test("a map that one answer cannot hold is refused, and given section by section", async () => {
	// A quotation mark takes four characters where JSON stands in JSON.
	const label = (index: number) => `${index}`.padEnd(64, '"');
	const sections = Object.fromEntries(
		["left", "right"].map((section) => {
			const seats = Array.from({ length: 15_000 }, (_, index) => label(index));
			return [section, [{ row: "1", seats }]];
		}),
	);
	const large = await newSale({ name: "Large", sections });

	const whole = await large.get("/seats");
	const left = await large.get("/seats?section=left");

	expect(whole).toMatchObject({ status: 400, body: { errors: [{ path: "/section" }] } });
	expect(left.status).toBe(200);
	expect(left.body.sections[0].rows[0].seats).toHaveLength(15_000);
});
