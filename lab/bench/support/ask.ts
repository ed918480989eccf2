/** Sends an operation of a house to a copy of its function, and sees that it is answered as it should be. */
import type { Runtime } from "../../../lambdas/http/runtime.ts";
import type { Table } from "../../../store/table.ts";
import { invoke } from "../../simulation/invoke.ts";
import { copyOf, type House } from "./houses.ts";
import type { Operation } from "./operations.ts";

/** @returns how long the answer took, and the processor that this process used for it. */
export async function ask(table: Table, house: House, operation: Operation, round: number, now: number) {
	const { name, route, status, call, later = 0 } = operation;
	const runtime: Runtime = copyOf(table, house.memory, now + later);
	const request = { event: house.event, ...call(house, round) };
	const before = process.cpuUsage();
	const began = performance.now();
	const reply = await invoke(route, runtime, request);
	const ms = performance.now() - began;
	const { user, system } = process.cpuUsage(before);
	if (reply.status !== status) throw new Error(`${name} was answered ${reply.status}: ${JSON.stringify(reply.body)}`);
	if (route === "lock-together")
		house.given = reply.body.seats.map(({ section, row, seat }: House["free"][0]) => ({ section, row, seat }));
	return { ms, cpuMs: (user + system) / 1_000 };
}
