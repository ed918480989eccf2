import { expect, test } from "@jest/globals";
import { readSeatKey, rowPartition } from "../../store/keys.ts";
import { pagesOf } from "../../store/query.ts";
import { lifeOf, putSeatRecords } from "../support/records.ts";
import { seatsIn } from "../support/seats.ts";
import { newService } from "../support/service.ts";

test("a query reads page after page until there are no more", async () => {
	const { runtime, network } = await newService();
	const seats = seatsIn("a", 1, 2, 3, 4, 5);
	await putSeatRecords(
		runtime.table.name,
		seats.map((seat) => [seat, { status: "blocked", reason: "closed" }] as const),
	);
	const life = await lifeOf(runtime.table.name);
	const found: unknown[] = [];

	const { operations } = await network.during(async () => {
		const pages = pagesOf(runtime.table, {
			KeyConditionExpression: "pk = :partition",
			ExpressionAttributeValues: { ":partition": rowPartition(life, "orchestra", "a") },
			ConsistentRead: true,
			Limit: 2,
		});
		for await (const { Items = [] } of pages) {
			for (const { pk, sk } of Items) found.push(readSeatKey({ pk, sk }).seat);
		}
	});

	expect(found).toEqual(seats);
	expect(operations).toEqual(["Query", "Query", "Query"]);
});
