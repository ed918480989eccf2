/** A lock is `SET NX PX` with the token; a claim replaces exactly that value, in a script, by one that never ends. */
import { createClient } from "redis";
import { type SeatAnswer, serve } from "../support/rival.ts";

const LOCK_MS = 600_000;
const CLAIM = `
local found = redis.call("GET", KEYS[1])
if found == "sold:" .. ARGV[1] then return 1 end
if found ~= ARGV[1] then return 0 end
redis.call("SET", KEYS[1], "sold:" .. ARGV[1])
redis.call("INCR", "sold")
return 1`;

const client = createClient({ url: process.env["STORE"] ?? "" });
client.on("error", () => {});
await client.connect();

await serve(async ({ verb, seat, token }): Promise<SeatAnswer> => {
	if (verb === "num_available") {
		return { code: 200, num: Number(process.env["SEATS"]) - Number((await client.get("sold")) ?? 0) };
	}
	if (verb === "check") return { code: 200, status: statusOf(await client.get(seat)) };
	const isDone =
		verb === "lock"
			? (await client.set(seat, token, { NX: true, PX: LOCK_MS })) === "OK"
			: (await client.eval(CLAIM, { keys: [seat], arguments: [token] })) === 1;
	return { code: isDone ? 200 : 409, message: isDone ? "done" : "taken" };
});

function statusOf(value: string | null): string {
	if (value === null) return "available";
	return value.startsWith("sold:") ? "sold" : "locked";
}
