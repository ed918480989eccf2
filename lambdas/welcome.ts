import { answer } from "./http/answer.ts";
import { version } from "./http/version.ts";

/** GET /: what this is, and where to go from here. */
export const handler = async () =>
	answer({
		name: "ticket-sales",
		version,
		message: "Welcome to ticket-sales: check, lock, claim, unlock and count the seats of an event.",
		links: {
			openapi: "/openapi.json",
			events: "/events",
			num_available: "/seat/num_available",
			check: "/seat/check/{section}/{row}/{seat}",
			lock: "/seat/lock/{section}/{row}/{seat}",
		},
	});
