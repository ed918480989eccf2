/** I9: no token is stored, sent to the table, logged or returned in clear, except to the caller who made the lock. */
import { expect, jest, test } from "@jest/globals";
import { ROUTES, type RouteName, routeOf, takesSeats } from "../../api/routes.ts";
import { hashToken } from "../../store/token-hash.ts";
import { type Fault, requestLost, saying } from "../support/network.ts";
import { everyRecord } from "../support/records.ts";
import { alice, bob, eventDocument, seatsIn } from "../support/seats.ts";
import { newSale, SELLER_KEY } from "../support/service.ts";

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
	"lock-together": { num: 2, token: alice },
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
	for (const name of ["lock", "extend", "unlock", "lock", "claim", "release", "lock", "claim"] as const) {
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
