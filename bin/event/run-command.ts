/** What every command has in common: options, and the way it ends. */
import { type ParseArgsConfig, parseArgs } from "node:util";
import { failure, isFailure } from "./failure.ts";

type Options = NonNullable<ParseArgsConfig["options"]>;

/** The options of the command line. Fails with the usage if one is unknown or lacks its value. */
export function readOptions<Known extends Options>(options: Known, usage: string) {
	try {
		return parseArgs({ options }).values;
	} catch (error) {
		throw failure(`${(error as Error).message}\n\n${usage}`);
	}
}

/** Runs a command. A failure is printed as one sentence; any other error is a bug, and keeps its stack. */
export async function runCommand(main: () => Promise<void> | void): Promise<void> {
	try {
		await main();
	} catch (error) {
		console.error(isFailure(error) ? error.message : error);
		process.exitCode = 1;
	}
}
