import { beforeAll, describe, expect, test } from "@jest/globals";
import { alice } from "../support/seats.ts";
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
	test("the seat map lists every row in plan order with its gaps, and the states of taken seats only", async () => {
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

	test("the seat map covers the whole event or the section named, and is 404 for an unknown section or event", async () => {
		const { body } = await service.get("/seats");

		expect(body.sections.map(({ section }: { section: string }) => section)).toEqual(["stalls", "box #1/é", "empty"]);
		expect((await service.get("/seats?section=nowhere")).status).toBe(404);
		expect((await service.get("/events/nothing/seats")).status).toBe(404);
	});

	test("the seat map shows a seat as available from the second its lock ends (I2, I8)", async () => {
		const takenAt = async (now: number) =>
			(await service.another({ now }).get("/seats")).body.sections[0].rows[0].taken;

		expect(await takenAt(FAR + 59)).toEqual({ 2: { status: "locked", expires: FAR + 60 } });
		expect(await takenAt(FAR + 60)).toBeUndefined();
	});

	test("the seat map contains no token, order or reason (I9)", async () => {
		const { body } = await service.get("/seats");

		const text = JSON.stringify(body);
		expect(text).not.toContain("tokenHash");
		expect(text).not.toContain("imported");
		expect(text).not.toContain("pillar");
	});

	test("a client that already has the seat map gets 304 until a seat changes", async () => {
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

test("a count by section says how many seats are locked, sold and blocked, and how many are free side by side", async () => {
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

test("a seat map too large for one response is refused, and available section by section", async () => {
	// Labels of quotation marks: each takes four bytes in a response, which is JSON inside JSON.
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
