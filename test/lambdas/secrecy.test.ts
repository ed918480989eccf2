/** I9: no token is stored, sent to the table, logged or returned in clear, except to the caller who made the lock. */
import { expect, jest, test } from "@jest/globals";
import { requestLost, saying } from "../support/network.ts";
import { everyRecord } from "../support/records.ts";
import { alice, bob, seatsIn } from "../support/seats.ts";
import { newSale, SELLER_KEY } from "../support/service.ts";

test("tokens and keys stand in no record, in no request to the table, in no log, and in no answer but a lock's (I9)", async () => {
	const printed: string[] = [];
	const print = (...line: unknown[]) => printed.push(line.map(String).join(" "));
	for (const method of ["log", "info", "warn", "error", "debug"] as const) {
		jest.spyOn(console, method).mockImplementation(print);
	}
	for (const stream of [process.stdout, process.stderr]) {
		jest.spyOn(stream, "write").mockImplementation((chunk) => print(chunk) > 0);
	}
	const service = await newSale();
	const answers: unknown[] = [];
	const say = async (verb: string, row: string, token: string, more: object = {}) => {
		const seats = seatsIn(row, 1, 3);
		answers.push(await service.seller("POST", `/seat/${verb}/orchestra/${row}/5`, { token, ...more }));
		answers.push(await service.seller("POST", `/seat/${verb}`, { seats, token, ...more }));
	};
	const { body: made } = await service.post("/seat/lock/orchestra/c/7", {});

	for (const row of ["a", "b"]) await service.post("/seat/lock", { seats: seatsIn(row, 1, 3, 5), token: alice });
	answers.push(await service.post("/seat/lock", { seats: seatsIn("a", 1), token: bob }));
	answers.push(await service.post("/seat/lock", { seats: seatsIn("z", 1), token: bob }));
	for (const verb of ["extend", "unlock", "claim"]) await say(verb, "a", bob);
	await say("extend", "a", alice);
	await say("claim", "a", alice, { order: "4711" });
	await say("unlock", "b", alice);
	for (const fault of [saying("ValidationException"), requestLost]) {
		service.network.break(fault);
		await say("lock", "c", alice);
		await say("claim", "c", alice);
	}
	service.network.break();
	answers.push(await service.post("/seat/lock/orchestra/c/1", { token: alice, tokken: bob, seconds: "x" }));
	answers.push(await service.post("/seat/lock", { seats: [], token: alice }));

	jest.restoreAllMocks();
	const records = JSON.stringify(await everyRecord(service.runtime.table.name));
	expect(records).toContain('"tokenHash"');
	for (const secret of [alice, bob, made.token, SELLER_KEY]) {
		expect(records).not.toContain(secret);
		expect(JSON.stringify(service.network.sent)).not.toContain(secret);
		expect(printed.join("\n")).not.toContain(secret);
		expect(JSON.stringify(answers)).not.toContain(secret);
	}
	expect(printed.join("\n")).toContain("ValidationException");
});
