/** A reason why the local server does not start that the person who starts it can remove. */
const NAME = "StartRefusal";

/** An error whose message is one sentence for that person, to be shown without a stack. */
export function startRefusal(sentence: string): Error {
	return Object.assign(new Error(sentence), { name: NAME });
}

export function isStartRefusal(error: unknown): error is Error {
	return error instanceof Error && error.name === NAME;
}
