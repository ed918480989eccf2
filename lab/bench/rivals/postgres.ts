/** A row for each seat; a lock and a claim are each one `UPDATE … WHERE`, committed before the answer. */
import pg from "pg";
import { type SeatAnswer, serve } from "../support/rival.ts";

const CONNECTIONS = 16;
const LOCK = `UPDATE seats SET status = 'locked', token = $2, expires = now() + interval '600 seconds'
	WHERE seat = $1 AND (status = 'available' OR (status = 'locked' AND (expires <= now() OR token = $2)))`;
const CLAIM = `UPDATE seats SET status = 'sold' WHERE seat = $1 AND token = $2
	AND (status = 'sold' OR (status = 'locked' AND expires > now()))`;
const CHECK = "SELECT status FROM seats WHERE seat = $1";
const COUNT = `SELECT count(*) AS num FROM seats WHERE status = 'available' OR (status = 'locked' AND expires <= now())`;

const pool = new pg.Pool({ connectionString: process.env["STORE"], max: CONNECTIONS });
pool.on("error", () => {});

await serve(async ({ verb, seat, token }): Promise<SeatAnswer> => {
	if (verb === "num_available") return { code: 200, num: Number((await pool.query(COUNT)).rows[0].num) };
	if (verb === "check") return { code: 200, ...(await pool.query(CHECK, [seat])).rows[0] };
	const { rowCount } = await pool.query(verb === "lock" ? LOCK : CLAIM, [seat, token]);
	return rowCount === 1 ? { code: 200, message: "done" } : { code: 409, message: "taken" };
});
