/**
 * Requests to every route: those that succeed, those that are refused, and those that look at a whole large house. Each
 * says which statuses it expects, so that a request which stopped working does not pass for a refusal.
 */
import { setTimeout as pause } from "node:timers/promises";

/** Sends a request and resolves with the answer's JSON. The answer must have one of the statuses. */
export type Send = (
	method: string,
	target: string,
	expected: number,
	body?: unknown,
	headers?: Headers,
) => Promise<Json>;

type Headers = Readonly<Record<string, string>>;

// biome-ignore lint/suspicious/noExplicitAny: the JSON of whichever answer
export type Json = any;

/** A house of this size needs the shared reading, several shards and several writes of its plan. */
const LARGE_HOUSE = { sections: 60, rows: 20, seats: 20 };

/** Longer than the shortest lock. */
const UNTIL_ENDED_MS = 2_100;

const TOKEN = "token-of-the-buyer-in-this-story";

export async function tellStory(send: Send, sellerKey: string): Promise<void> {
	const seller = { authorization: `Bearer ${sellerKey}` };
	const sell = (target: string, expected: number, body: unknown) => send("POST", target, expected, body, seller);

	await send("GET", "/", 200);
	await send("GET", "/openapi.json", 200);
	await send("GET", "/nowhere", 404);
	await send("GET", "/seat/lock", 405);

	for (const [event, document] of [
		["distant-worlds", SMALL_HOUSE],
		["large", largeHouse()],
	] as const) {
		await send("GET", `/events/${event}`, 404);
		await send("PUT", `/events/${event}`, 401, document);
		await send("PUT", `/events/${event}`, 400, { name: 7 }, seller);
		await send("PUT", `/events/${event}`, 200, document, { ...seller, "if-none-match": "*" });
		await send("PUT", `/events/${event}`, 200, document, seller);
		await send("PUT", `/events/${event}`, 412, document, { ...seller, "if-match": '"other"' });
		await send("PATCH", `/events/${event}`, 200, { lockSeconds: 500 }, seller);
		await send("GET", `/events/${event}`, 200);
		await send("GET", `/events/${event}/document`, 200, undefined, seller);
		await lookAt(event, send);
	}
	await send("GET", "/events?limit=1", 200);

	await send("GET", "/seat/check/stalls/a/1", 200);
	await send("GET", "/seat/check/stalls/a/99", 404);
	await send("POST", "/seat/check", 200, { seats: seatsOf("1", "2") });
	const { token } = await send("POST", "/seat/lock/stalls/a/1", 200, { seconds: 60 });
	await send("POST", "/seat/lock/stalls/a/1", 409, { token: TOKEN });
	await send("POST", "/seat/lock", 200, { seats: seatsOf("2", "3"), token: TOKEN });
	await send("POST", "/seat/lock", 200, { seats: seatsOf("2", "3"), token: TOKEN });
	await send("POST", "/seat/lock", 409, { seats: seatsOf("3", "4") });
	// Now it is known, and refused by a read.
	await send("POST", "/seat/lock", 409, { seats: seatsOf("3", "4") });
	await send("POST", "/seat/lock", 200, { seats: seatsOf("3", "9"), token: TOKEN });
	await send("POST", "/seat/extend/stalls/a/1", 200, { token });
	await send("POST", "/seat/extend", 200, { seats: seatsOf("2", "3"), token: TOKEN, seconds: 500 });
	await send("POST", "/seat/extend", 409, { seats: seatsOf("2", "3"), token });
	await send("POST", "/seat/unlock/stalls/a/1", 200, { token });
	await send("POST", "/seat/unlock", 200, { seats: seatsOf("1", "4"), token });
	await sell("/seat/claim/stalls/a/2", 200, { token: TOKEN, order: "first" });
	await sell("/seat/claim", 200, { seats: seatsOf("2", "3"), token: TOKEN, order: "first" });
	await sell("/seat/claim/stalls/a/4", 409, { token: TOKEN });
	await sell("/seat/sell/stalls/a/4", 200, { order: "second" });
	await sell("/seat/sell", 200, { seats: seatsOf("5", "6"), order: "third" });
	await sell("/seat/sell", 409, { seats: seatsOf("6", "7"), order: "fourth" });
	await sell("/seat/sell", 409, { seats: seatsOf("6", "7"), order: "fourth" });
	await sell("/seat/change", 200, {
		changes: [move("4", { status: "sold", order: "second" }, { status: "available" })],
	});
	await sell("/seat/change", 409, {
		changes: [move("5", { status: "sold", order: "second" }, { status: "available" })],
	});
	await sell("/seat/block/stalls/a/4", 200, { reason: "house" });
	await sell("/seat/block", 200, { seats: seatsOf("7", "8"), reason: "house" });
	await sell("/seat/block", 409, { seats: seatsOf("7", "8"), reason: "press" });
	await sell("/seat/unblock", 409, { seats: seatsOf("6", "7"), reason: "house" });
	await sell("/seat/unblock", 409, { seats: seatsOf("6", "7"), reason: "house" });
	await sell("/seat/unblock", 200, { seats: seatsOf("7", "8"), reason: "house" });
	await sell("/seat/unblock/stalls/a/4", 200, {});
	for (const query of ["", "?order=third", "?status=sold", "?section=stalls&row=a&seat=2"]) {
		await send("GET", `/events/distant-worlds/taken${query}`, 200, undefined, seller);
	}
	await send("GET", "/events/distant-worlds/taken", 200, undefined, { ...seller, accept: "text/csv" });
	await sell("/seat/release", 200, { order: "third", num: 2 });
	await sell("/seat/release", 404, { order: "nobody's", num: 2 });
	await sell("/seat/release/stalls/a/2", 200, { order: "first" });
	await sell("/seat/release", 200, { seats: seatsOf("3"), order: "first" });

	await send("POST", "/events/large/seat/lock_together", 200, { num: 4, token: TOKEN });
	await send("POST", "/events/large/seat/lock_together", 200, { num: 4, token: TOKEN });
	await send("POST", "/events/large/seat/lock_together", 200, { num: 9, categories: ["gold"] });
	await send("POST", "/seat/lock_together", 409, { num: 10 });
	await sell("/events/large/seat/sell_together", 200, { num: 3, order: "party" });
	await sell("/events/large/seat/sell_together", 200, { num: 3, order: "party" });
	await sell("/seat/sell_together", 409, { num: 10, order: "party" });
	await send("POST", "/seat/lock_together", 404, { num: 2, sections: ["nowhere"] });
	await lookAt("large", send);

	await send("POST", "/seat/lock/stalls/a/1", 200, { token: TOKEN, seconds: 1 });
	await pause(UNTIL_ENDED_MS);
	await send("GET", "/seat/check/stalls/a/1", 200);
	await sell("/seat/claim/stalls/a/1", 409, { token: TOKEN });
	await send("POST", "/seat/lock/stalls/a/1", 200, { token: `${TOKEN}-again`, seconds: 1 });
	await lookAt("distant-worlds", send);

	const { next } = await send("GET", "/events/distant-worlds/changes?wait=5", 200, undefined, seller);
	await send("GET", `/events/distant-worlds/changes?after=${next}&wait=2`, 200, undefined, seller);
	await send("GET", "/events/distant-worlds/changes", 401);

	await send("DELETE", "/events/large", 409, undefined, seller);
	await sell("/seat/release/gallery/a/1", 200, { order: "imported" });
	await send("POST", "/seat/unlock/stalls/a/9", 200, { token: TOKEN });
	await send("PUT", "/events/distant-worlds", 409, { ...SMALL_HOUSE, sections: {} }, seller);
	await send("DELETE", "/events/distant-worlds", 200, undefined, seller);
	await send("DELETE", "/events/distant-worlds", 404, undefined, seller);
	await send("POST", "/seat/lock/stalls/a/1", 404, {});
}

async function lookAt(event: string, send: Send): Promise<void> {
	for (const query of ["", "?section=stalls", "?by=section", "?by=category"]) {
		await send("GET", `/events/${event}/seat/num_available${query}`, 200);
	}
	for (const query of ["", "?section=stalls"]) await send("GET", `/events/${event}/availability${query}`, 200);
	const { chart } = await send("GET", `/events/${event}/availability`, 200);
	await send("GET", `/events/${event}/chart`, 200, undefined, { "accept-encoding": "gzip" });
	await send("GET", `/events/${event}/chart/${chart}`, 200);
	await send("GET", `/events/${event}/chart/another`, 404);
	await send("GET", `/events/${event}/seats`, 200);
	await send("GET", `/events/${event}/seat/together?num=3`, 200);
	await send("GET", `/events/${event}/seat/together?num=3&section=nowhere`, 404);
}

const seatsOf = (...seats: string[]) => seats.map((seat) => ({ section: "stalls", row: "a", seat }));

const move = (seat: string, from: object, to: object) => ({ section: "stalls", row: "a", seat, from, to });

const rowOf = (row: string, seats: number) => ({
	row,
	category: "gold",
	seats: Array.from({ length: seats }, (_, index) => String(index + 1)),
});

const SMALL_HOUSE = {
	name: "Small",
	categories: { gold: { color: "#d4a017" } },
	sections: { stalls: [rowOf("a", 9)], gallery: [{ row: "a", seats: [{ seat: "1", status: "sold" }] }] },
};

function largeHouse() {
	const sections = Array.from({ length: LARGE_HOUSE.sections }, (_, section) => [
		section === 0 ? "stalls" : `section ${section}`,
		Array.from({ length: LARGE_HOUSE.rows }, (_, row) => rowOf(`${row + 1}`, LARGE_HOUSE.seats)),
	]);
	return { ...SMALL_HOUSE, name: "Large", sections: Object.fromEntries(sections) };
}
