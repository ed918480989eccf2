/**
 * What the one who deploys chooses, read from the context (`--context name=value` on the command line) and checked
 * before anything is made of it.
 */
import type { Construct } from "constructs";
import { moreThan } from "./expected-load.ts";
import { type Stage, stageNamed } from "./stages.ts";

export interface Settings {
	/** `stage`: `dev` if not given. */
	readonly stage: Stage;
	/** `defaultEvent`: the id of the event that `/seat…` paths speak of; `distant-worlds` if not given. */
	readonly defaultEvent: string;
	/** `expectedBuyers`: how many people will press the button when the sale opens; the table is warmed for them. */
	readonly expectedBuyers: number | undefined;
	/** `servedTable`: the table to serve from in place of the stack's own, when that was restored under another name. */
	readonly servedTable: string | undefined;
	/** `servedStream`: the ARN of that table's stream. A restored table has none until somebody turns it on. */
	readonly servedStream: string | undefined;
}

export function settingsIn(scope: Construct): Settings {
	const given = (name: string): unknown => scope.node.tryGetContext(name);
	const buyers = given("expectedBuyers");
	const stage = stageNamed(String(given("stage") ?? "dev"));
	const servedTable = given("servedTable") === undefined ? undefined : String(given("servedTable"));
	if (servedTable && buyers !== undefined) {
		throw new Error(
			"expectedBuyers warms the stack's own table, and servedTable names another: warm that one by hand.",
		);
	}
	return {
		stage,
		defaultEvent: eventId(String(given("defaultEvent") ?? "distant-worlds")),
		servedTable,
		servedStream: given("servedStream") === undefined ? undefined : String(given("servedStream")),
		expectedBuyers: buyers === undefined ? undefined : buyersOf(stage, buyers),
	};
}

/** As many as the stage lets in. */
function buyersOf(stage: Stage, given: unknown): number {
	const buyers = positive(given, "the number of expected buyers");
	const tooMuch = moreThan(stage, buyers);
	if (!tooMuch) return buyers;
	throw new Error(
		`${buyers} buyers need ${tooMuch.need}, and stage ${stage.name} allows less: raise its ${tooMuch.setting} (lib/stages.ts), and the account's quota first.`,
	);
}

/** The address of the service's own, when it has one. Its certificate is in us-east-1, where CloudFront looks. */
export interface Domain {
	readonly domainName: string;
	readonly certificateArn: string;
}

/** `domainName` and `certificateArn`: both, or none where nothing is kept. */
export function domainIn(scope: Construct, { name, keepsData }: Stage): Domain | undefined {
	const domainName: unknown = scope.node.tryGetContext("domainName");
	const certificateArn: unknown = scope.node.tryGetContext("certificateArn");
	if (domainName === undefined && certificateArn === undefined) {
		if (!keepsData) return undefined;
		throw new Error(`Stage ${name} needs domainName and certificateArn: without them clients may use TLS 1.0.`);
	}
	if (typeof domainName !== "string" || !/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(domainName)) {
		throw new Error(`"${domainName}" cannot be the domain name: give one, and certificateArn with it.`);
	}
	if (typeof certificateArn !== "string" || !certificateArn.startsWith("arn:aws:acm:us-east-1:")) {
		throw new Error(`"${certificateArn}" cannot be the certificate: CloudFront takes those of ACM in us-east-1.`);
	}
	return { domainName, certificateArn };
}

/** `edgeKey`: 1 if not given, and one more for each time the key of the edge was changed. */
export function edgeKeyNumberIn(scope: Construct): number {
	return positive(scope.node.tryGetContext("edgeKey") ?? 1, "the number of the edge key");
}

function eventId(id: string) {
	if (/^[a-z0-9][a-z0-9-]{0,62}$/.test(id)) return id;
	throw new Error(`"${id}" cannot be the default event: an id is a-z, 0-9 and -, 63 at most.`);
}

function positive(value: unknown, meaning: string) {
	const number = Number(value);
	if (Number.isInteger(number) && number > 0) return number;
	throw new Error(`"${value}" cannot be ${meaning}: it is a whole number from 1.`);
}
