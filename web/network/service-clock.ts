/** What time it is for the service: locks end by its clock, and a buyer's own may be wrong. */
export interface ServiceClock {
	/** Epoch seconds, with fractions. */
	readonly now: () => number;
	/** Whether it knows the service's time; until then `now` is that of the device. */
	readonly hasLearnt: () => boolean;
	/** Learns from the `Date` of an answer. One that a cache has kept is better than the device alone. */
	readonly learn: (date: string | null) => void;
}

/** A `Date` names the second in which the answer was made: half of it has passed, on average. */
const HALF_SECOND_MS = 500;

export function serviceClock(nowMs: () => number = Date.now): ServiceClock {
	let offsetMs: number | undefined;
	return {
		now: () => (nowMs() + (offsetMs ?? 0)) / 1_000,
		hasLearnt: () => offsetMs !== undefined,
		learn: (date) => {
			const serverMs = Date.parse(date ?? "");
			if (!Number.isNaN(serverMs)) offsetMs = serverMs + HALF_SECOND_MS - nowMs();
		},
	};
}
