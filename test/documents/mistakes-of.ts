import { type Mistake, Refused } from "../../domain/refusal.ts";

/** The mistakes for which an input is refused; none if it is accepted. */
export function mistakesOf(read: () => unknown): readonly Mistake[] {
	try {
		read();
		return [];
	} catch (error) {
		if (error instanceof Refused && error.refusal.kind === "invalid-request") return error.refusal.errors;
		throw error;
	}
}
