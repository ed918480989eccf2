/** The taken seats of an event as `row/seat`, sorted. */
import type { TestService } from "./service.ts";

export async function liveSeats(service: TestService, path: string): Promise<string[]> {
	const { body } = await service.get(`${path}/seats`);
	type Row = { row: string; taken?: Record<string, unknown> };
	return (body.sections as { rows: Row[] }[])
		.flatMap(({ rows }) => rows.flatMap(({ row, taken = {} }) => Object.keys(taken).map((seat) => `${row}/${seat}`)))
		.toSorted();
}
