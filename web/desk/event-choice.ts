/** The events to choose from. A desk is open all day, so it asks for them again when somebody is about to choose. */
import { element } from "../dom.ts";
import type { SaleEvent } from "../network/service.ts";

interface EventChoiceProps {
	readonly events: readonly SaleEvent[];
	/** The id of the event to begin with. */
	readonly chosen: string | undefined;
	/** All events as they are now; `undefined` if there is no answer. */
	readonly listAgain: () => Promise<readonly SaleEvent[] | undefined>;
	readonly attributes: Readonly<Record<string, string>>;
}

export function eventChoice({ events, chosen, listAgain, attributes }: EventChoiceProps): HTMLSelectElement {
	const choice = element("select", { attributes });
	let isAsking = false;
	let shown = "";

	function show(listed: readonly SaleEvent[]) {
		const names = [...eventNames(listed)];
		const { value } = choice;
		// A list that is open stays as it is, unless it is another one.
		if (shown === JSON.stringify(names)) return;
		shown = JSON.stringify(names);
		choice.replaceChildren(...names.map(([event, name]) => element("option", { value: event }, name)));
		if (value !== "") choice.value = value;
	}

	async function renew() {
		if (isAsking) return;
		isAsking = true;
		const listed = await listAgain();
		isAsking = false;
		if (listed) show(listed);
	}

	show(events);
	if (chosen !== undefined && events.some(({ event }) => event === chosen)) choice.value = chosen;
	for (const sign of ["focus", "pointerenter"]) choice.addEventListener(sign, () => void renew());
	return choice;
}

/** What each event is called, by its id. The evenings of one play may have one name: then the id says which one it is. */
export function eventNames(events: readonly SaleEvent[]): ReadonlyMap<string, string> {
	const nums = new Map<string, number>();
	for (const { name } of events) nums.set(name, (nums.get(name) ?? 0) + 1);
	// Within an option there are no elements, so a name that may be written from right to left is isolated by characters.
	const nameOf = ({ event, name }: SaleEvent) => (nums.get(name) === 1 ? name : `\u2068${name}\u2069 (${event})`);
	return new Map(events.map((sale) => [sale.event, nameOf(sale)]));
}
