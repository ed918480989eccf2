/** Two courses of events that chance seldom meets: they catch planted bugs in an event's life (I10). */
import { expect, test } from "@jest/globals";
import { type Fault, requestLost } from "../../test/support/network.ts";
import { alice, bob } from "../../test/support/seats.ts";
import { FAR, newSale, type TestService } from "../../test/support/service.ts";

const EVENT = "/events/distant-worlds";

/** A function that does not wait while it deletes; this happens instead. */
const deleting = (sale: TestService, meanwhile: () => Promise<void>) =>
	sale.another({ now: FAR }, { wait: meanwhile }).seller("DELETE", EVENT);

test("a deletion acts only under the mark that it has waited for, so no seat is sold in an event that is gone", async () => {
	const sale = await newSale();
	const buyer = sale.another();
	await buyer.get("/seat/check/orchestra/a/1");
	let second: Promise<{ status: number }> | undefined;
	let third: Promise<{ status: number }> | undefined;
	let sell: () => Promise<void> = async () => {};

	// The second waits on the mark of the first, which finds a lock and takes its mark back. The third sets another.
	const first: Promise<{ status: number }> = deleting(sale, async () => {
		await buyer.post("/seat/lock/orchestra/a/1", { token: alice });
		await new Promise<void>((secondWaits) => {
			second = deleting(sale, async () => {
				secondWaits();
				await first;
				await buyer.post("/seat/unlock/orchestra/a/1", { token: alice });
				await new Promise<void>((thirdWaits) => {
					third = deleting(sale, async () => {
						thirdWaits();
						await new Promise<void>((sold) => {
							sell = async () => sold();
						});
					});
				});
			});
		});
	});
	const statuses = [(await first).status, (await second)?.status];
	await buyer.post("/seat/lock/orchestra/a/3", { token: bob });
	const { status: sold } = await buyer.seller("POST", "/seat/claim/orchestra/a/3", { token: bob });
	await sell();

	expect([...statuses, sold, (await third)?.status]).toEqual([409, 503, 200, 409]);
	expect((await sale.another().get("/seat/check/orchestra/a/3")).body.status).toBe("sold");
});

test("a plan that arrives long after its PUT gave up decides nothing: seats start as the accepted document says", async () => {
	const document = (...states: object[]) => ({
		name: "x",
		sections: { orchestra: { a: Object.fromEntries(states.map((state, index) => [index + 1, state])) } },
	});
	const sale = await newSale(document({}));
	const seller = sale.another();
	const late: (() => Promise<unknown>)[] = [];
	const delayed: Fault = (sent, deliver) => {
		if (sent.operation !== "BatchWriteItem") return deliver();
		late.push(deliver);
		return requestLost(sent, deliver);
	};
	seller.network.break(delayed);
	expect((await seller.seller("PUT", EVENT, document({}, { status: "sold" }))).status).toBe(503);
	seller.network.break();

	expect((await seller.seller("PUT", EVENT, document({}, {}))).status).toBe(200);
	expect((await seller.seller("PUT", EVENT, document({}, { status: "sold" }))).status).toBe(200);
	for (const deliver of late) await deliver();

	expect((await sale.another().get("/seat/check/orchestra/a/2")).body.status).toBe("available");
});
