/** How many operations a second the simulation's checker judges: one large sale, and many small crowded houses. */
import { checkHistory } from "../simulation/check-history.ts";
import { generateHistory, type Shape } from "../simulation/generated-history.ts";

const RUNS = 7;

const SALE: Shape = {
	operations: 100_000,
	seats: 1_000,
	row: 8,
	buyers: 300,
	lost: 0.02,
	bounded: 1,
	overlap: 5_000,
	party: 3,
	haste: 0.001,
};
const CROWD: Shape = {
	operations: 150,
	seats: 6,
	buyers: 5,
	lost: 0.1,
	bounded: 1,
	overlap: 40,
	party: 3,
	haste: 0.3,
};

measure("100,000 operations at 1,000 seats in rows of 8, 2 % lost and 2 % sent twice", [generateHistory(1, SALE)]);
measure(
	"700 simulations of 150 operations at 6 seats, 10 % lost and 10 % sent twice",
	Array.from({ length: 700 }, (_, seed) => generateHistory(seed + 1, CROWD)),
);

function measure(name: string, histories: readonly ReturnType<typeof generateHistory>[]): void {
	const operations = histories.reduce((sum, history) => sum + history.operations.length, 0);
	const unanswered = histories
		.flatMap((history) => history.operations)
		.filter(({ outcome }) => outcome.kind === "unknown").length;
	let explored = 0;
	const seconds = Array.from({ length: RUNS }, () => {
		const started = process.cpuUsage();
		const judged = histories.map(checkHistory);
		// Processor time, not wall-clock time: nothing here waits, and a busy machine must not look like a slow checker.
		const { user, system } = process.cpuUsage(started);
		const spent = (user + system) / 1_000_000;
		if (judged.some(({ violations }) => violations.length > 0)) throw new Error("a correct history was rejected");
		explored = judged.reduce((sum, judgement) => sum + judgement.explored, 0);
		return spent;
	});
	// Other work on the machine can only make a run slower, so the fastest run is the truest.
	const fastest = Math.min(...seconds);
	console.log(name);
	console.log(`  ${operations} operations, ${unanswered} of them without an answer`);
	console.log(`  ${(explored / operations).toFixed(2)} configurations per operation`);
	console.log(
		`  processor time: first run ${seconds[0]?.toFixed(2)} s, fastest of ${RUNS} ${fastest.toFixed(2)} s, ` +
			`${Math.round(operations / fastest)} operations a second`,
	);
}
