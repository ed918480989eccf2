/**
 * The first ticket-sales server, rebuilt from what it is known to do: one event, held in memory, whose seats are checked,
 * locked, claimed and unlocked one by one with GET. It has no tokens, so anybody can claim a locked seat. (Its unlock
 * really locked; this one unlocks.)
 */
import { type SeatAnswer, serve } from "../support/rival.ts";

const NEEDS: Readonly<Record<string, string>> = { lock: "available", claim: "locked", unlock: "locked" };
const MAKES: Readonly<Record<string, string>> = { lock: "locked", claim: "sold", unlock: "available" };

const seats = new Map<string, string>();

await serve(({ verb, seat }): SeatAnswer => {
	if (verb === "num_available") {
		const taken = Array.from(seats.values()).filter((status) => status !== "available").length;
		return { code: 200, num: Number(process.env["SEATS"]) - taken };
	}
	const status = seats.get(seat) ?? "available";
	if (verb === "check") return { code: 200, status };
	if (status !== NEEDS[verb]) return { code: 404, message: `the seat is ${status}` };
	seats.set(seat, MAKES[verb] ?? status);
	return { code: 200, message: MAKES[verb] };
});
