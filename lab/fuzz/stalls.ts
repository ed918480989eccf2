/** How long the machine kept this process from running: on a busy machine that is no fault of the service. */
const BEAT_MS = 50;

interface Stall {
	readonly at: number;
	readonly milliseconds: number;
}

const KEPT = 200;

export interface Stalls {
	/** How many of the milliseconds since this instant the process could not use. */
	readonly since: (startedMs: number) => number;
	readonly stop: () => void;
}

/** Looks at the clock at every beat. A late beat is a stall, except for the time that the process itself computed. */
export function watchStalls(): Stalls {
	const stalls: Stall[] = [];
	let beatAt = performance.now();
	let cpu = process.cpuUsage();
	const beat = () => {
		const now = performance.now();
		const { user, system } = process.cpuUsage(cpu);
		const milliseconds = now - beatAt - BEAT_MS - (user + system) / 1_000;
		if (milliseconds > BEAT_MS) stalls.push({ at: now, milliseconds });
		if (stalls.length > KEPT) stalls.shift();
		beatAt = now;
		cpu = process.cpuUsage();
	};
	const timer = setInterval(beat, BEAT_MS).unref();
	return {
		since: (startedMs) => {
			if (performance.now() - beatAt > 2 * BEAT_MS) beat();
			return stalls.reduce((sum, { at, milliseconds }) => (at > startedMs ? sum + milliseconds : sum), 0);
		},
		stop: () => clearInterval(timer),
	};
}
