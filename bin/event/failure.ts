/** Failures of a command that the person who runs it can fix: its name marks such an error. */
const FAILURE = "Failure";

/** An error whose message is enough: it is printed without a stack, and the command exits with 1. */
export function failure(message: string): Error {
	return Object.assign(new Error(message), { name: FAILURE });
}

/** Turns an error of reading or writing a file into a failure: `Cannot read hall.json: …`. */
export function cannot(verb: "read" | "write", file: string) {
	return (error: Error): never => {
		throw failure(`Cannot ${verb} ${file}: ${error.message}`);
	};
}

export function isFailure(error: unknown): error is Error {
	return error instanceof Error && error.name === FAILURE;
}
