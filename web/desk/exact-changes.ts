/** Changes seats from exactly what the page shows: nothing happens to one that has changed since (contract §4.2). */
import { findSeat, type House, type SeatName } from "../house/house.ts";
import type { Answer } from "../network/service.ts";
import type { Store } from "../sale/store.ts";
import type { Asking, Tried } from "./asking.ts";
import type { DeskService } from "./desk-service.ts";
import type { AsShown, DeskState, Notice } from "./desk-state.ts";
import type { FollowedSeats } from "./follow-seats.ts";
import type { SeatChange } from "./seat-changes.ts";
import { isAlike, type SeatFacts, type Taken, type TakenSeats, takenIn, withTaken } from "./taken.ts";

export interface ExactChanges {
	/** Asks for changes of at most a hundred seats, all or none. */
	readonly change: (
		changesOf: (seats: TakenSeats) => readonly SeatChange[],
		involved: readonly number[],
		shown: AsShown,
		waiting?: Notice,
	) => Promise<Tried<unknown>>;
	/**
	 * These seats as they are before the seller is asked about them. The answer is about exactly these sales and locks, and
	 * about none that is made while the question is open.
	 */
	readonly exactlyNow: (which: readonly number[]) => Promise<AsShown | undefined>;
}

interface ExactChangesProps {
	readonly event: string;
	readonly store: Store<DeskState>;
	readonly service: Pick<DeskService, "takenPage" | "change">;
	readonly followed: Pick<FollowedSeats, "learn">;
	readonly asking: Asking;
}

/** Looking at more rows than this before a change is slower than being refused. */
const MOST_ROWS_READ = 8;

export function exactChanges({ event, store, service, followed, asking }: ExactChangesProps): ExactChanges {
	const { attempt, ask } = asking;

	/**
	 * The feed does not say when exactly a seat was sold or locked; a change from exactly this sale needs it. A seat that
	 * has changed since it was shown stays as it was shown.
	 */
	async function exactlyAsShown(involved: readonly number[], { house, seats }: AsShown): Promise<TakenSeats> {
		const isVague = (seat: number) => {
			const { status, soldAt, lockedAt } = seats[seat] ?? {};
			return (status === "sold" && soldAt === undefined) || (status === "locked" && lockedAt === undefined);
		};
		const rows = new Set(involved.filter(isVague).map((seat) => house.rowOf[seat] as number));
		if (rows.size === 0 || rows.size > MOST_ROWS_READ) return seats;
		const pages = await Promise.all(
			[...rows].map((row) => {
				const { row: label, section } = house.rows[row] as House["rows"][number];
				return service.takenPage(event, { section: house.sections[section]?.section ?? "", row: label });
			}),
		).catch(() => []);
		const wanted = new Set(involved);
		const exact = new Map<number, Taken | undefined>();
		for (const fact of pages.flatMap(({ data }) => data?.seats ?? [])) {
			const seat = findSeat(house, fact) ?? -1;
			const taken = takenIn(fact);
			if (wanted.has(seat) && isAlike(seats[seat], taken)) exact.set(seat, taken);
		}
		return withTaken(seats, exact);
	}

	async function change(
		changesOf: (seats: TakenSeats) => readonly SeatChange[],
		involved: readonly number[],
		shown: AsShown,
		waiting?: Notice,
	): Promise<Tried<unknown>> {
		let changes: readonly SeatChange[] = [];
		const tried = await attempt(async (): Promise<Answer<{ readonly seats: readonly SeatFacts[] }>> => {
			changes = changesOf(await exactlyAsShown(involved, shown));
			return changes.length === 0 ? { data: { seats: [] } } : service.change(event, changes);
		}, waiting);
		const orders = new Map(changes.map(({ to, ...seat }) => [keyOf(seat), to]));
		const facts = (tried.data?.seats ?? []).map((fact) => {
			const to = orders.get(keyOf(fact));
			return to?.status === "sold" ? { ...fact, order: to.order } : fact;
		});
		followed.learn(facts, true);
		return tried;
	}

	async function exactlyNow(which: readonly number[]): Promise<AsShown | undefined> {
		const shown = store.get();
		const seats = await ask(async () => ({ data: await exactlyAsShown(which, shown) }));
		return seats && { house: shown.house, seats };
	}

	return { change, exactlyNow };
}

const keyOf = ({ section, row, seat }: SeatName) => JSON.stringify([section, row, seat]);
