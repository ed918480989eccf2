/** I9: no token is stored, sent to the table, logged or returned in clear, except to the caller who made the lock. */
import { expect, jest, test } from "@jest/globals";
import { isKeptByCaches, ROUTES, type Route, type RouteName, routeOf, takesSeats } from "../../api/routes.ts";
import { hashToken } from "../../store/token-hash.ts";
import { type Fault, requestLost, saying } from "../support/network.ts";
import { everyRecord } from "../support/records.ts";
import { alice, bob, eventDocument, seat, seatsIn } from "../support/seats.ts";
import { FAR, newSale, type Reply, SELLER_KEY } from "../support/service.ts";

const WRONG_KEY = "key-of-another-service";

/** The body that each verb needs. */
const bodies: Partial<Record<RouteName, object>> = {
	lock: { token: alice },
	extend: { token: alice },
	unlock: { token: alice },
	claim: { token: alice, order: "4711" },
	release: { token: alice },
	block: { reason: "view" },
	unblock: {},
	sell: { order: "4711", token: alice },
	change: {
		changes: [
			{
				...seat("a", 5),
				from: { status: "available" },
				to: { status: "locked", token: alice, seconds: 60 },
			},
		],
	},
	"lock-together": { num: 2, token: alice },
	"sell-together": { num: 2, order: "4712" },
	"put-event": eventDocument(),
};

/** Every route in each form of its path, for the default event where the path leaves the event out. */
const calls = ROUTES.flatMap((route) =>
	route.paths
		.filter((path) => !path.startsWith("/events/{event}/seat"))
		.map((path) => ({
			name: route.name,
			address: path
				.replace("{event}", "distant-worlds")
				.replace("{section}/{row}/{seat}", "orchestra/a/1")
				.replace(/\/together$/, "/together?num=2"),
			body: { ...bodies[route.name], ...(takesSeats(route, path) && { seats: seatsIn("a", 1, 3) }) },
		})),
);

const writesLost: Fault = (sent, deliver) =>
	/Get|Query/.test(sent.operation) ? deliver() : requestLost(sent, deliver);

test("tokens and keys appear in no record, no request to the table, no log, and no answer but a lock's own (I9)", async () => {
	const printed: string[] = [];
	const print = (...line: unknown[]) => printed.push(line.map(String).join(" "));
	for (const method of ["log", "info", "warn", "error", "debug"] as const) {
		jest.spyOn(console, method).mockImplementation(print);
	}
	for (const stream of [process.stdout, process.stderr]) {
		jest.spyOn(stream, "write").mockImplementation((chunk) => print(chunk) > 0);
	}
	const service = await newSale();
	const answers: string[] = [];
	const ask = async (name: RouteName, address: string, body: object | undefined, key = SELLER_KEY) => {
		const { method } = routeOf(name);
		const options = { body: method === "GET" ? undefined : body, headers: { authorization: `Bearer ${key}` } };
		const reply = await service.request(method, address, options);
		if (!name.startsWith("lock") || reply.status !== 200) answers.push(JSON.stringify(reply));
	};
	const { body: made } = await service.post("/seat/lock/orchestra/c/7", {});

	// The normal life of a seat. It ends sold, so that the event cannot be deleted below.
	const life = ["lock", "extend", "unlock", "lock", "claim", "release", "sell", "release", "lock", "claim"] as const;
	for (const name of life) {
		await ask(name, `/seat/${name}/orchestra/b/5`, bodies[name]);
	}
	await service.post("/seat/lock/orchestra/a/3", { token: bob });
	// Every route: without faults, with faults of the table, and then with mistakes that a client may make.
	for (const fault of [undefined, saying("ValidationException"), writesLost]) {
		service.network.break(fault);
		for (const { name, address, body } of calls) await ask(name, address, body);
	}
	for (const { name, address, body } of calls) {
		await ask(name, `${address.split("?")[0]}?token=${alice}`, { ...body, tokken: alice, seconds: alice }, WRONG_KEY);
	}
	jest.restoreAllMocks();

	const records = JSON.stringify(await everyRecord(service.runtime.table.name));
	const sent = JSON.stringify(service.network.sent);
	const logs = printed.join("\n");
	expect(records).toContain(hashToken(alice));
	expect(logs).toContain("ValidationException");
	for (const secret of [alice, bob, made.token, SELLER_KEY, WRONG_KEY]) {
		for (const place of [records, sent, logs, ...answers]) expect(place).not.toContain(secret);
	}
	for (const hash of [alice, bob, made.token].map(hashToken)) {
		for (const place of [logs, ...answers]) expect(place).not.toContain(hash);
	}
});

test("no answer to a seller contains another's token or its hash, whether it succeeds or is refused", async () => {
	const service = await newSale();
	const [locked, soldToAlice, kept, free] = [seat("a", 1), seat("a", 3), seat("a", 5), seat("a", 7)];
	await service.post("/seat/lock", { seats: [locked], token: alice });
	await service.seller("POST", "/seat/sell", { seats: [soldToAlice], order: "4711", token: alice });
	const keep = (place: object, from: object, token: string) =>
		service.seller("POST", "/seat/change", {
			changes: [{ ...place, from, to: { status: "locked", token, seconds: 60 } }],
		});
	const ask = (verb: string, body: object) => service.seller("POST", `/seat/${verb}`, body);
	const look = (query: string, accept: string) =>
		service.seller("GET", `/events/distant-worlds/taken${query}`, undefined, { accept });
	const seats = [locked, soldToAlice, kept];

	const answers: Record<string, Reply> = {
		kept: await keep(kept, { status: "available" }, bob),
		"kept again": await keep(kept, { status: "available" }, bob),
		"kept by another": await keep(kept, { status: "available" }, alice),
		"a change refused": await keep(locked, { status: "sold", order: "4711" }, bob),
		"a sale refused": await ask("sell", { seats, order: "4712", token: bob }),
		"another's sale": await ask("sell", { seats: [soldToAlice], order: "4711", token: bob }),
		"a block refused": await ask("block", { seats, reason: "press" }),
		"an unblock refused": await ask("unblock", { seats, reason: "press" }),
		"a claim refused": await ask("claim", { seats: [locked], token: bob }),
		"a release refused": await ask("release", { seats: [soldToAlice], token: bob }),
		"a whole order refused": await ask("release", { order: "4711", num: 2 }),
		"a sale": await ask("sell", { seats: [free], order: "4713", token: bob }),
		"a sale repeated": await ask("sell", { seats: [free], order: "4713", token: bob }),
		all: await look("", "application/json"),
		"all as CSV": await look("", "text/csv"),
		"an order": await look("?order=4711", "application/json"),
		document: await service.seller("GET", "/events/distant-worlds/document"),
	};

	const refused = Object.entries(answers).filter(([name]) => /refused|another/.test(name));
	expect(refused.map(([name, { status }]) => [name, status])).toEqual(refused.map(([name]) => [name, 409]));
	expect(answers["all"]?.body.seats).toHaveLength(4);
	for (const [name, { headers, body }] of Object.entries(answers)) {
		const text = JSON.stringify([headers, body]);
		for (const token of [alice, bob]) {
			expect([name, text]).toEqual([name, expect.not.stringContaining(token)]);
			expect([name, text]).toEqual([name, expect.not.stringContaining(hashToken(token))]);
		}
	}
});

test("no public answer has an order or a reason, above all none that the edge may keep", async () => {
	const secrets = ["order-of-the-plan", "order-at-the-desk", "reason-of-the-plan", "reason-at-the-desk"] as const;
	const [planOrder, order, planReason, reason] = secrets;
	const document = {
		name: "Hall",
		sections: {
			orchestra: {
				a: {
					"1": { status: "sold", order: planOrder, _comment: "for everybody" },
					"3": { status: "blocked", reason: planReason },
					"5": { status: "locked", expires: FAR + 60 },
					"7": {},
				},
			},
			stalls: [{ row: "b", seats: [{ seat: "1", status: "sold", order: planOrder }, "2", "3", "4"] }],
		},
	};
	const service = await newSale(document);
	await service.seller("POST", "/seat/sell", { seats: [seat("a", 7)], order });
	await service.seller("POST", "/seat/block", { seats: [seat("b", 2, "stalls")], reason });
	const answers: [string, Reply][] = [];
	for (const { name, address, body } of calls) {
		const { method, caller } = routeOf(name);
		const queries =
			name === "num-available" || name === "seats" ? ["", "?by=section", "?by=category", "?section=stalls"] : [""];
		for (const query of caller === "public" ? queries : []) {
			const options = { body: method === "GET" ? undefined : body };
			answers.push([`${method} ${address}${query}`, await service.request(method, address + query, options)]);
		}
	}

	expect(answers.filter(([, { status }]) => status === 200).length).toBeGreaterThan(10);
	for (const [name, reply] of answers) {
		for (const secret of secrets)
			expect([name, JSON.stringify(reply)]).toEqual([name, expect.not.stringContaining(secret)]);
	}
	const [, shown] = answers.find(([name]) => name === "GET /events/distant-worlds") ?? [];
	expect(JSON.stringify(shown?.body)).not.toMatch(/"(status|order|reason|expires)"/);
	expect(shown?.body.sections.orchestra.a["1"]).toEqual({ _comment: "for everybody" });
	// Only public routes may be kept.
	const kept = ROUTES.filter((route: Route) => isKeptByCaches(route));
	expect(new Set(kept.map(({ caller }) => caller))).toEqual(new Set(["public"]));
	expect((await service.seller("GET", "/events/distant-worlds/document")).body).toEqual(document);
});
