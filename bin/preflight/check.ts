/** What a check is given, and what it finds. */
import type { Domain, Settings } from "../../lib/settings.ts";

/** A deployment that somebody is about to make. */
export interface Plan extends Settings {
	readonly domain: Domain | undefined;
	/** Whether it is declared to be the first one. */
	readonly isFirst: boolean;
	readonly place: { readonly account: string; readonly region: string };
}

export interface Finding {
	/** `look`: nothing that stops the deployment for sure, or nothing that AWS says beforehand. */
	readonly state: "ready" | "missing" | "look";
	/** What was looked at, what was found, and what to do. */
	readonly says: string;
}

export type Check = (plan: Plan) => Promise<readonly Finding[]> | readonly Finding[];

/** Where CloudFront's firewall and certificates must be. */
export const EDGE_REGION = "us-east-1";

/** A stack whose creation failed and was taken back. The CDK deletes it and creates it again, if it is not protected. */
export const TAKEN_BACK = "ROLLBACK_COMPLETE";

/** The stacks of a stage in the order in which they are deployed, with their regions. */
export const stacksOf = ({ stage: { name }, place: { region } }: Pick<Plan, "stage" | "place">) =>
	[
		{ stack: `ticket-sales-${name}-firewall`, region: EDGE_REGION },
		{ stack: `ticket-sales-${name}`, region },
		{ stack: `ticket-sales-${name}-edge`, region },
	] as const;
