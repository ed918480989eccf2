/** A sale ends with its order: left in its field, it would be the next customer's, too. */
import type { DeskState } from "./desk-state.ts";

type Sold = Pick<DeskState, "lastSale">;

/** What has been typed there since stays. */
export function clearAfterSale(field: { value: string }, { lastSale }: Sold, before: Sold): void {
	if (lastSale !== before.lastSale && field.value.trim() === lastSale?.order) field.value = "";
}
