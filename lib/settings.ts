/**
 * What can be chosen for a deployment, read from the CDK context (`--context name=value` on the command line) and checked
 * before it is used.
 */
import { isIPv4 } from "node:net";
import type { Construct } from "constructs";
import { firstShortage } from "./expected-load.ts";
import { overQuota } from "./gateway-limits.ts";
import { type Stage, stageNamed } from "./stages.ts";

export interface Settings {
	/**
	 * `stage`. Default: `dev`. `allowedOrigins` replaces its pages' origins: `https://…`, commas between them.
	 * `accountConcurrency` replaces the account's quota of concurrent functions, `accountRequests` that of its gateway.
	 * `firstDeployment` protects nothing yet.
	 * `deskPage`, `true` or `false`, says whether it has the desk's page.
	 */
	readonly stage: Stage;
	/** `defaultEvent`: the id of the event that `/seat…` paths mean. Default: `distant-worlds`. */
	readonly defaultEvent: string;
	/** `expectedBuyers`: how many people will press the button when the sale opens; the table is warmed for them. */
	readonly expectedBuyers: number | undefined;
	/** `servedTable`: the name of the table to serve from, if not the stack's own: a copy restored under another name. */
	readonly servedTable: string | undefined;
	/** `servedStream`: the ARN of that table's stream. A restored table has no stream until one is turned on. */
	readonly servedStream: string | undefined;
	/** `publishChanges`: whether seat changes are published, in the feed and on the bus. Default: `true`. */
	readonly publishesChanges: boolean;
}

export function settingsIn(scope: Construct): Settings {
	const given = (name: string): unknown => scope.node.tryGetContext(name);
	const buyers = given("expectedBuyers");
	const named = stageNamed(String(given("stage") ?? "dev"));
	const origins = given("allowedOrigins");
	const deskPage = given("deskPage");
	const quota = given("accountConcurrency");
	const requests = given("accountRequests");
	const stage = {
		...named,
		...(origins !== undefined && { allowedOrigins: originsOf(String(origins)) }),
		...(quota !== undefined && { accountConcurrency: quotaFor(named, quota) }),
		...(requests !== undefined && { accountRequests: positive(requests, "the account's quota of requests") }),
		...(truth(given("firstDeployment") || false, "firstDeployment") && { isProtected: false }),
		...(deskPage !== undefined && { hasDeskPage: truth(deskPage, "deskPage") }),
	};
	const tooMuch = overQuota(stage);
	if (tooMuch) throw new Error(tooMuch);
	const { servedTable, servedStream } = servedIn(given("servedTable"), given("servedStream"));
	if (servedTable && buyers !== undefined) {
		throw new Error(
			"expectedBuyers warms the stack's own table, but servedTable names another: warm that one by hand.",
		);
	}
	return {
		stage,
		publishesChanges: truth(given("publishChanges") ?? true, "publishChanges"),
		defaultEvent: eventId(String(given("defaultEvent") ?? "distant-worlds")),
		servedTable,
		servedStream,
		expectedBuyers: buyers === undefined ? undefined : buyersOf(stage, buyers),
	};
}

/**
 * `servedTable` and `servedStream`. An empty name would leave every function without a table, and the stream of another
 * table, or one without its table, would publish changes of seats that nobody sells from.
 */
function servedIn(table: unknown, stream: unknown): Pick<Settings, "servedTable" | "servedStream"> {
	const servedTable = table === undefined ? undefined : String(table);
	const servedStream = stream === undefined ? undefined : String(stream);
	if (servedTable !== undefined && !/^[\w.-]{3,255}$/.test(servedTable)) {
		throw new Error(`"${servedTable}" cannot be servedTable: give the name of a table, or leave it out.`);
	}
	if (servedStream === undefined) return { servedTable, servedStream };
	const tableOfStream = /^arn:[^:]+:dynamodb:[^:]+:[^:]+:table\/([^/]+)\/stream\/[^/]+$/.exec(servedStream)?.[1];
	if (servedTable !== undefined && tableOfStream === servedTable) return { servedTable, servedStream };
	throw new Error(
		`"${servedStream}" cannot be servedStream: give the ARN of the stream of servedTable${servedTable === undefined ? ", and servedTable with it" : ` (${servedTable})`}.`,
	);
}

/** Throws if the limits of the stage are too low for this number of buyers. */
function buyersOf(stage: Stage, given: unknown): number {
	const buyers = positive(given, "the number of expected buyers");
	const shortage = firstShortage(stage, buyers);
	if (!shortage) return buyers;
	throw new Error(
		`${buyers} buyers need ${shortage.need}, and stage ${stage.name} allows less: raise its ${shortage.setting} (lib/stages.ts), and the account's quota first.`,
	);
}

/** Lambda lets nobody reserve the last copies of an account. */
const UNRESERVED_COPIES = 100;

/** How many copies an account must have for the stage's reservations; 0 if it reserves none. */
export function copiesNeeded({ reservedConcurrency }: Stage): number {
	const reserved = Object.values(reservedConcurrency).reduce((sum, copies) => sum + copies, 0);
	return reserved === 0 ? 0 : reserved + UNRESERVED_COPIES;
}

/** Throws if the account cannot hold what the stage reserves: the deployment would fail halfway. */
function quotaFor(stage: Stage, given: unknown): number {
	const quota = positive(given, "the account's quota of concurrent functions");
	const needed = copiesNeeded(stage);
	if (quota >= needed) return quota;
	throw new Error(
		`Stage ${stage.name} needs an account that may run ${needed} copies of functions, and this one may run ${quota}: have its quota raised (Lambda, "Concurrent executions").`,
	);
}

/** The names of all settings. */
const SETTINGS: ReadonlySet<string> = new Set([
	"stage",
	"domainName",
	"certificateArn",
	"accountConcurrency",
	"accountRequests",
	"allowedOrigins",
	"defaultEvent",
	"deniedAddresses",
	"deniedCountries",
	"deskPage",
	"edgeKey",
	"expectedBuyers",
	"firstDeployment",
	"lockingBackEnds",
	"publishChanges",
	"servedStream",
	"servedTable",
	"underAttack",
]);

/**
 * A slip in a name would change nothing, and look as if it had: `stag=prod` would deploy `dev`, and under attack nobody
 * would be denied. The CDK's own names are not single words (`@aws-cdk/…`, `aws:cdk:…`, `cli-telemetry`).
 */
function refuseUnknown(scope: Construct): void {
	const names: string[] = Object.keys(scope.node.getAllContext());
	const unknown = names.find((name) => /^\w+$/.test(name) && !SETTINGS.has(name));
	if (unknown === undefined) return;
	throw new Error(`There is no setting "${unknown}": the settings are ${[...SETTINGS].join(", ")}.`);
}

/** Everything that is chosen for a deployment behind an edge. Throws at the first setting that cannot be. */
export function deploymentSettingsIn(scope: Construct) {
	refuseUnknown(scope);
	const settings = settingsIn(scope);
	return {
		...settings,
		addresses: addressSettingsIn(scope),
		edgeKeyNumber: edgeKeyNumberIn(scope),
		domain: domainIn(scope, settings.stage),
		deniedCountries: deniedCountriesIn(scope),
	};
}

/** A domain of the service's own. Its certificate must be in us-east-1, where CloudFront looks for it. */
export interface Domain {
	readonly domainName: string;
	readonly certificateArn: string;
}

/** `domainName` and `certificateArn`: both, or neither in a stage that keeps no data. */
function domainIn(scope: Construct, { name, keepsData }: Stage): Domain | undefined {
	const domainName: unknown = scope.node.tryGetContext("domainName");
	const certificateArn: unknown = scope.node.tryGetContext("certificateArn");
	if (domainName === undefined && certificateArn === undefined) {
		if (!keepsData) return undefined;
		throw new Error(`Stage ${name} needs domainName and certificateArn: without them clients may use TLS 1.0.`);
	}
	if (typeof domainName !== "string" || !/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(domainName)) {
		throw new Error(`"${domainName}" is not a domain name: set domainName and certificateArn together.`);
	}
	if (typeof certificateArn !== "string" || !certificateArn.startsWith("arn:aws:acm:us-east-1:")) {
		throw new Error(`"${certificateArn}" cannot be the certificate: CloudFront needs an ACM certificate in us-east-1.`);
	}
	return { domainName, certificateArn };
}

/** `deniedCountries`: ISO 3166 codes with commas between them. Default: none, so that everybody can buy. */
function deniedCountriesIn(scope: Construct): string[] {
	const countries = listed(String(scope.node.tryGetContext("deniedCountries") ?? ""));
	const mistake = countries.find((country) => !/^[A-Z]{2}$/.test(country));
	if (mistake === undefined) return countries;
	throw new Error(
		`"${mistake}" cannot be a denied country: give ISO 3166 codes with commas between them, as in CH,LI.`,
	);
}

/** Addresses that the firewall treats in their own way: IPv4 networks as WAF writes them, `192.0.2.0/24`. */
export interface AddressSettings {
	/** `lockingBackEnds`: they lock for buyers of their own, so the limits of an address do not apply to them. */
	readonly lockingBackEnds: readonly string[];
	/** `deniedAddresses`: all their requests are refused. */
	readonly deniedAddresses: readonly string[];
	/** `underAttack`: locks get a lower limit. */
	readonly isUnderAttack: boolean;
}

/** A wider network has more addresses than a back end: a stranger who rents one of them would be exempt too. */
const WIDEST_BACK_END_BITS = 24;

/** A mistake must not refuse half of the internet. */
const WIDEST_DENIED_BITS = 16;

function addressSettingsIn(scope: Construct): AddressSettings {
	const given = (name: string) => String(scope.node.tryGetContext(name) ?? "");
	return {
		lockingBackEnds: networksOf(given("lockingBackEnds"), "lockingBackEnds", WIDEST_BACK_END_BITS),
		deniedAddresses: networksOf(given("deniedAddresses"), "deniedAddresses", WIDEST_DENIED_BITS),
		isUnderAttack: truth(given("underAttack") || false, "underAttack"),
	};
}

function truth(given: unknown, setting: string): boolean {
	const text = String(given);
	if (text === "true" || text === "false") return text === "true";
	throw new Error(`"${text}" cannot be ${setting}: it is true or false.`);
}

/** An address without a length is a network of its own. */
function networksOf(list: string, setting: string, widestBits: number): string[] {
	return listed(list).map((network) => {
		const [address = "", bits = "32", ...others] = network.split("/");
		const isNetwork = isIPv4(address) && /^\d\d?$/.test(bits) && Number(bits) <= 32 && others.length === 0;
		const first = isNetwork && firstAddress(address, Number(bits));
		if (isNetwork && first !== address) {
			throw new Error(`"${network}" cannot be one of ${setting}: the network that it is in is ${first}/${bits}.`);
		}
		if (isNetwork && Number(bits) >= widestBits) return `${address}/${bits}`;
		throw new Error(
			`"${network}" cannot be one of ${setting}: give IPv4 addresses or networks from /${widestBits} to /32, with commas between them.`,
		);
	});
}

/** The first address of the network of this length that an address is in. */
function firstAddress(address: string, bits: number): string {
	const number = address.split(".").reduce((sum, byte) => sum * 256 + Number(byte), 0);
	const first = number - (number % 2 ** (32 - bits));
	return [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join(".");
}

/** A web origin: scheme and host, and a port if it is not the usual one. */
function originsOf(list: string): string[] {
	const origins = listed(list);
	const isOrigin = (text: string) =>
		/^https:\/\/[a-z0-9-]+(\.[a-z0-9-]+)+(:\d{1,5})?$/.test(text) && URL.canParse(text);
	const mistake = origins.find((origin) => !isOrigin(origin));
	if (mistake === undefined && origins.length > 0) return origins;
	throw new Error(
		`"${mistake ?? list}" cannot be an allowed origin: give origins as https://shop.example.com, with commas between them.`,
	);
}

/** Each item once: what AWS keeps as a set refuses to have one twice. */
const listed = (list: string) => [...new Set(list.split(",").map((item) => item.trim()))].filter((item) => item !== "");

/** `edgeKey`. Default: 1. Raise it by one whenever the key of the edge was rotated. */
function edgeKeyNumberIn(scope: Construct): number {
	return positive(scope.node.tryGetContext("edgeKey") ?? 1, "the number of the edge key");
}

function eventId(id: string) {
	if (/^[a-z0-9][a-z0-9-]{0,62}$/.test(id)) return id;
	throw new Error(`"${id}" cannot be the default event: an id has at most 63 characters, a-z, 0-9 and -.`);
}

function positive(value: unknown, meaning: string) {
	const number = Number(value);
	if (Number.isInteger(number) && number > 0) return number;
	throw new Error(`"${value}" cannot be ${meaning}: it must be a whole number, at least 1.`);
}
