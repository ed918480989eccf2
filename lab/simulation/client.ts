/** A client: one intent after another becomes a request, as far as its earlier answers permit. */
import type { Seat } from "../../domain/seat.ts";
import type { ClientMemory, ClientRequest } from "./client-request.ts";
import type { SeenSeat } from "./history.ts";
import type { Intent } from "./intents.ts";
import type { World } from "./open-world.ts";
import { remember, see } from "./replies.ts";
import { requestOf } from "./requests.ts";
import { send } from "./send.ts";

/** A client without an answer sends its request again at most this often. */
const MOST_REPEATS = 2;

/**
 * Carries out the intents of one client for seats of the house.
 * @param sightings what all clients know of the seats.
 */
export async function carryOut(
	intents: readonly Intent[],
	world: World,
	house: readonly Seat[],
	sightings: Map<string, Omit<SeenSeat, "seat">>,
): Promise<void> {
	const { turns, time } = world;
	let memory: ClientMemory = { seats: [] };
	let last: ClientRequest | undefined;
	let isRefused = false;
	for (const intent of intents) {
		if (intent.isFollowUp && isRefused && !intent.insists) continue;
		await turns.next();
		const request = (intent.isRepeat ? last : undefined) ?? requestOf(intent, house, memory, sightings, time.now);
		last = request;
		let reply = await send(world, request, intent.instance);
		// Without an answer the client sends the same request again, perhaps to another function.
		for (let repeat = 1; reply === undefined && intent.isPersistent && repeat <= MOST_REPEATS; repeat++) {
			await turns.next();
			reply = await send(world, request, intent.instance + repeat);
		}
		memory = remember(memory, request, reply);
		if (reply) see(sightings, request, reply);
		isRefused = reply !== undefined && reply.status !== 200;
	}
}
