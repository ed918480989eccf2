/** Why a command fails, when whoever runs it can do something about it. */
const name = "Failure";

/** An error whose message says all there is to say: it is printed without a stack, and the command ends with 1. */
export function failure(message: string): Error {
	return Object.assign(new Error(message), { name });
}

/** What a failed reading or writing of a file becomes: `Cannot read hall.json: …`. */
export function cannot(verb: "read" | "write", file: string) {
	return (error: Error) => {
		throw failure(`Cannot ${verb} ${file}: ${error.message}`);
	};
}

export function isFailure(error: unknown): error is Error {
	return error instanceof Error && error.name === name;
}
