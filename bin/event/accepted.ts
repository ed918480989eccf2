/** Reads the answer to a request that must succeed. */
import * as z from "zod/mini";
import { type Answer, isSuccess } from "./ask.ts";
import { failure } from "./failure.ts";
import { printable } from "./printable.ts";
import { refusal } from "./report.ts";

/**
 * The fields that a command needs of a successful answer. Fails with the service's reason otherwise, and if the answer is
 * that of some other service.
 * @param placeOf the place in the file of a JSON Pointer into the body, if the body is the file.
 */
export function accepted<Fields extends z.ZodMiniType>(
	answer: Answer,
	fields: Fields,
	placeOf?: (path: string) => string,
): z.output<Fields> {
	if (!isSuccess(answer)) throw failure(refusal(answer, placeOf));
	const read = z.safeParse(fields, answer.body);
	if (read.success) return read.data;
	throw failure(notTicketSales(answer));
}

/** What to say about an answer of success that no ticket-sales service gives. */
export function notTicketSales({ status, text }: Answer): string {
	const start = text.slice(0, 200) || "nothing";
	return printable(`This does not look like a ticket-sales service; it answered ${status}: ${start}`);
}
