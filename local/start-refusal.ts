/** Why the local server does not start, when whoever starts it can do something about it. */

const name = "StartRefusal";

/** An error whose message is one sentence for whoever starts the server: they need no stack. */
export const startRefusal = (sentence: string): Error => Object.assign(new Error(sentence), { name });

export const isStartRefusal = (error: unknown): error is Error => error instanceof Error && error.name === name;
