/**
 * Who may check a seat that it does not write (ConditionCheckItem). A request may find some of its seats as it wants them
 * already: then one transaction checks these and moves the others. Verbs whose seats cannot be kept never check.
 */
import { expect, test } from "@jest/globals";
import type { FunctionName } from "../../lib/bundle.ts";
import { alice, eventDocument, freshRows, newRow, seatsIn } from "../support/seats.ts";
import { newSale, type TestService } from "../support/service.ts";
import { statementsOf, templateOf } from "./template.ts";

const template = templateOf();
const mayCheck = (name: FunctionName) =>
	statementsOf(template, name).some(({ Action }) => [Action].flat().includes("dynamodb:ConditionCheckItem"));

/** Brings seat 1 to where the verb leaves it and seat 3 to where it begins, then asks for both. */
type Half = (service: TestService, row: string) => Promise<{ status: number }>;

const both = (row: string) => seatsIn(row, 1, 3);
const first = (row: string) => seatsIn(row, 1);
const lockBoth = (service: TestService, row: string) => service.post("/seat/lock", { seats: both(row), token: alice });
const sold = { order: "4711" };

const HALF_DONE: Partial<Record<FunctionName, Half>> = {
	lock: async (service, row) => {
		await service.post("/seat/lock", { seats: first(row), token: alice });
		return lockBoth(service, row);
	},
	extend: async (service, row) => {
		await lockBoth(service, row);
		await service.post("/seat/extend", { seats: first(row), token: alice, seconds: 1_200 });
		return service.post("/seat/extend", { seats: both(row), token: alice, seconds: 900 });
	},
	claim: async (service, row) => {
		await lockBoth(service, row);
		await service.seller("POST", "/seat/claim", { seats: first(row), token: alice, ...sold });
		return service.seller("POST", "/seat/claim", { seats: both(row), token: alice, ...sold });
	},
	sell: async (service, row) => {
		await service.seller("POST", "/seat/sell", { seats: first(row), ...sold });
		return service.seller("POST", "/seat/sell", { seats: both(row), ...sold });
	},
	block: async (service, row) => {
		await service.seller("POST", "/seat/block", { seats: first(row), reason: "house" });
		return service.seller("POST", "/seat/block", { seats: both(row), reason: "house" });
	},
	unlock: async (service, row) => {
		await lockBoth(service, row);
		await service.post("/seat/unlock", { seats: first(row), token: alice });
		return service.post("/seat/unlock", { seats: both(row), token: alice });
	},
	release: async (service, row) => {
		await service.seller("POST", "/seat/sell", { seats: both(row), ...sold });
		await service.seller("POST", "/seat/release", { seats: first(row), ...sold });
		return service.seller("POST", "/seat/release", { seats: both(row), ...sold });
	},
	unblock: async (service, row) => {
		await service.seller("POST", "/seat/block", { seats: both(row), reason: "house" });
		await service.seller("POST", "/seat/unblock", { seats: first(row) });
		return service.seller("POST", "/seat/unblock", { seats: both(row) });
	},
};

test.each(Object.entries(HALF_DONE) as [FunctionName, Half][])(
	"%s checks the seats that it finds as they should be, in one transaction with the others, exactly if it may",
	async (name, half) => {
		const service = await newSale(eventDocument({ sections: { orchestra: freshRows(20, [1, 3]) } }));
		const row = newRow();

		const { status } = await half(service, row);

		const checked = service.network.sent
			.flatMap(({ input }) => input.TransactItems ?? [])
			.filter((item) => item.ConditionCheck);
		expect(status).toBe(200);
		expect(checked.length > 0).toBe(mayCheck(name));
	},
);
