/**
 * Every command of docs/operations/ is run as it is written, page by page, in a shell that stops at an unset variable.
 * AWS's command line and our own commands meet an AWS that answers on this machine; DynamoDB is the real engine, and the
 * service behind $ADDRESS is the real one. Only what would change this machine or a deployment is recorded instead: npm
 * install, git, and the CDK, whose settings, stacks and options are checked.
 */
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type EmulatedAws, emulateAws, ended, refused } from "../bin/emulated-aws.ts";
import { type RestorableAws, restorableAws } from "../bin/restorable-aws.ts";
import { deploymentOf, OWN_DOMAIN } from "../lib/deployment.ts";
import { type LocalServer, startLocalServer } from "../support/local-server.ts";
import { newSale, SELLER_KEY } from "../support/service.ts";

const ROOT = join(import.meta.dirname, "../..");
const OPERATIONS = join(ROOT, "docs/operations");
const pageNamed = (name: string) => readFileSync(join(OPERATIONS, `${name}.md`), "utf8");

/** How a command in a sentence begins. */
const COMMAND = /^(aws|curl|git|npm run|npx) \S/;

/** The blocks of a page, and the commands in its sentences, in order. */
function commandsOf(page: string): string[] {
	return Array.from(page.matchAll(/^ *```sh\n(.*?)^ *```|`([^`\n]+)`/gms), ([, block, inline = ""]) => {
		if (block !== undefined) return block;
		return COMMAND.test(inline) && !inline.endsWith("--") ? inline : "";
	}).filter((command) => command !== "");
}

const { firewall, service, edge } = deploymentOf({ stage: "prod", ...OWN_DOMAIN });
const STACKS: Record<string, typeof service> = {
	"ticket-sales-prod-firewall": firewall,
	"ticket-sales-prod": service,
	"ticket-sales-prod-edge": edge,
};

const stackNamed = (name: string) => STACKS[name.replace("-dev", "-prod")];

let directory = "";
let local: LocalServer;
let aws: EmulatedAws;
let dynamodb: RestorableAws;
let table = "";

/** What is known only of a stack that is deployed; all other outputs have a value of no meaning. */
const outputOf = (stack: string, output: string) =>
	({ Address: local.address, ApiAddress: local.address, SeatTableName: table })[output] ?? `${stack}-${output}`;

function describeStack(name: string) {
	const stack = stackNamed(name);
	if (!stack) throw refused("ValidationError", `Stack with id ${name} does not exist`);
	const Outputs = Object.keys(stack.outputs).map((OutputKey) => ({
		OutputKey,
		OutputValue: outputOf(name, OutputKey),
	}));
	const StackId = `arn:aws:cloudformation:eu-central-1:111111111111:stack/${name}/1`;
	return {
		Stacks: [
			{ StackName: name, StackId, CreationTime: "2026-11-29T00:00:00Z", StackStatus: "CREATE_COMPLETE", Outputs },
		],
	};
}

const QUOTA = { ConcurrentExecutions: 10, UnreservedConcurrentExecutions: 10 };

const ANSWERS: Record<string, (input: { StackName: string }) => unknown> = {
	GetCallerIdentity: () => ({ Account: "111111111111", Arn: "arn", UserId: "me" }),
	DescribeStacks: ({ StackName }) => {
		if (StackName !== "CDKToolkit") return describeStack(StackName);
		const Outputs = [{ OutputKey: "BootstrapVersion", OutputValue: "27" }];
		return { Stacks: [{ StackName, CreationTime: "2026-11-29T00:00:00Z", StackStatus: "CREATE_COMPLETE", Outputs }] };
	},
	GetSecretValue: () => ({ SecretString: SELLER_KEY }),
	GetRandomPassword: () => ({ RandomPassword: "a".repeat(48) }),
	RequestCertificate: () => ({ CertificateArn: OWN_DOMAIN.certificateArn }),
	DescribeCertificate: () => ({
		Certificate: {
			Status: "ISSUED",
			DomainName: OWN_DOMAIN.domainName,
			DomainValidationOptions: [{ DomainName: "a", ValidationStatus: "SUCCESS" }],
		},
	}),
	StartQuery: () => ({ queryId: "the-query" }),
	GetQueryResults: () => ({ status: "Complete", results: [] }),
	DescribeLimits: () => ({ TableMaxReadCapacityUnits: 40_000, TableMaxWriteCapacityUnits: 40_000 }),
	UpdateContributorInsights: () => ({}),
	"GET /2016-08-19/account-settings": () => ({ AccountLimit: QUOTA }),
	"GET /2015-03-31/functions": () => ({
		Functions: Object.entries(service.resources)
			.filter(([, { Type }]) => Type === "AWS::Lambda::Function")
			.map(([id, { Properties }]) => ({
				FunctionName: `ticket-sales-prod-${id}-A1B2C3`,
				Description: Properties["Description"],
			})),
	}),
	"GET /2015-03-31/event-source-mappings": () => ({ EventSourceMappings: [{ UUID: "the-mapping" }] }),
	"GET /2020-05-31/distribution": () =>
		"<DistributionList><IsTruncated>false</IsTruncated><Items><DistributionSummary><Id>E1</Id></DistributionSummary></Items></DistributionList>",
};

/** A program of the shell's path that does something else than its name says. */
function standIn(name: string, script: string): void {
	const file = join(directory, "path", name);
	writeFileSync(file, `#!/bin/bash\n${script}\n`);
	chmodSync(file, 0o755);
}

const programNamed = (name: string) =>
	spawnSync("bash", ["-c", `command -v ${name}`], { encoding: "utf8" }).stdout.trim();

const FREE = { status: "available" };

/** One that has closed has a sale. */
const theatre = (closes?: number) => ({
	name: "Theatre",
	closes: closes ?? 4_000_000_000,
	sections: { stalls: { A: { 1: FREE, 2: FREE, 3: closes ? { status: "sold", order: "o-9" } : FREE } } },
});

beforeAll(async () => {
	if (!HAS_AWS && !process.env["CI"]) return;
	if (!HAS_AWS) throw new Error("These tests need AWS's command line, 1.36 or 2.22 and newer: pip install awscli");
	directory = mkdtempSync(join(tmpdir(), "runbook-"));
	mkdirSync(join(directory, "path"));
	local = await startLocalServer();
	const sale = await newSale();
	table = sale.runtime.table.name;
	await sale.seller("PUT", "/events/old-event", theatre(1_000));
	dynamodb = restorableAws(0);
	dynamodb.extraOf(table).recoveryDays = 35;
	aws = await emulateAws(async (asked) => {
		const { service: asks, operation, input } = asked;
		const [path = ""] = operation.split("?");
		const known = ANSWERS[operation] ?? ANSWERS[path.replace(/\/$/, "")];
		if (known) return known(input);
		if (asks !== "dynamodb") return {};
		return dynamodb.answer(asked);
	});

	const tsx = `exec ${process.execPath} --import ${join(ROOT, "node_modules/tsx/dist/esm/index.mjs")} ${ROOT}/`;
	standIn("aws", `exec ${REAL_AWS} --endpoint-url "$AWS_ENDPOINT_URL" "$@"`);
	standIn("curl", `exec ${programNamed("curl")} --silent --show-error --fail-with-body "$@"`);
	standIn("sleep", "true");
	standIn("git", `echo "git $*" >> ${directory}/recorded`);
	standIn(
		"npx",
		`if [ "$1" = tsx ]; then shift; program=$1; shift; ${tsx}$program "$@"; fi\necho "$*" >> ${directory}/recorded`,
	);
	standIn(
		"npm",
		`case "$1 $2" in
"run event") shift 3; ${tsx}bin/event.ts "$@";;
"run preflight") shift 2; [ "\${1-}" = -- ] && shift; ${tsx}bin/preflight.ts "$@";;
"run deploy"|"run diff"|"run destroy") verb=$2; shift 2; [ "\${1-}" = -- ] && shift; echo "cdk $verb --all $*" >> ${directory}/recorded;;
*) echo "npm $*" >> ${directory}/recorded;;
esac`,
	);
	writeFileSync(join(directory, "theatre.json"), JSON.stringify(theatre()));
	const order = { event: "theatre", order: "o-1", seats: [{ section: "stalls", row: "A", seat: "1" }] };
	writeFileSync(join(directory, "book.jsonl"), `${JSON.stringify(order)}\n`);
	const put = (event: string, document: object) =>
		fetch(`${local.address}/events/${event}`, {
			method: "PUT",
			headers: { authorization: `Bearer ${SELLER_KEY}` },
			body: JSON.stringify(document),
		});
	await put("theatre", theatre());
	await put("old-event", theatre(1_000));
	await setVariables();
});

afterAll(async () => {
	await local?.stop();
	await aws?.stop();
	if (directory) rmSync(directory, { recursive: true });
});

/** The variables and the function that logs.md defines, which all other pages use. They are set once, to save time. */
let prelude = "";

async function setVariables(): Promise<void> {
	const lines = commandsOf(pageNamed("logs")).filter((command) => /^(eval|ask\(\))/.test(command));
	const before = "compgen -v | sort > before";
	const after = "declare -p $(compgen -v | sort | comm -13 before -) | grep -v '^declare -[a-z]*[ir]'; declare -f ask";
	const { status, output } = await ended(
		"bash",
		["-c", ["set -eu", before, ...lines, after].join("\n")],
		directory,
		shellEnvironment(),
	);
	if (status !== 0) throw new Error(output);
	prelude = output;
}

const shellEnvironment = () => ({
	...aws.environment,
	PATH: `${join(directory, "path")}:${process.env["PATH"]}`,
});

const PAGES = readdirSync(OPERATIONS)
	.map((file) => file.replace(".md", ""))
	.filter((name) => commandsOf(pageNamed(name)).length > 0);

/** What may find something to refuse: an account that is not ready, an event whose sales are not released yet. */
const MAY_REFUSE = /^npm run (preflight|event -- delete).*$/gm;

const REAL_AWS = programNamed("aws");

/** Older ones do not know every option of these pages: the warm throughput of a table came with 1.36 and 2.22. */
function isRecent(): boolean {
	const version = REAL_AWS === "" ? "" : spawnSync(REAL_AWS, ["--version"], { encoding: "utf8" }).stdout;
	const [, major = 0, minor = 0] = /^aws-cli\/(\d+)\.(\d+)/.exec(version) ?? [];
	return Number(minor) >= (Number(major) === 1 ? 36 : 22);
}

const HAS_AWS = isRecent();

/** Where it is missing, tests go without these; on GitHub, where it is a part of the machine, they fail. */
const describeWithAws = HAS_AWS || process.env["CI"] ? describe : describe.skip;

describeWithAws("docs/operations/", () => {
	test.each(PAGES)("every command of %s.md runs as it is written", async (name) => {
		const commands = commandsOf(pageNamed(name)).map((command, index) => {
			const marked = `echo; echo '### ${index}'\n${command}`;
			return marked.replace(MAY_REFUSE, "$& || [ $? = 1 ]");
		});
		const script = ["set -eu", ["first-deployment", "logs"].includes(name) ? "" : prelude, ...commands].join("\n");
		const before = aws.asked.length;

		const { status, output } = await ended("bash", ["-c", script], directory, shellEnvironment());

		expect(output).not.toMatch(/unbound variable|command not found|No such file|usage:/);
		expect({ status, last: status === 0 ? "" : output.slice(-2_000) }).toEqual({ status: 0, last: "" });
		expect(output.match(/^### \d+$/gm)).toHaveLength(commands.length);
		if (/\baws /.test(commands.join())) expect(aws.asked.length).toBeGreaterThan(before);
	});

	test("no command has a placeholder that a reader must replace and no variable says", () => {
		const commands = PAGES.flatMap((name) => commandsOf(pageNamed(name)));

		expect(commands.length).toBeGreaterThan(40);
		for (const command of commands) expect(command).not.toMatch(/…|<[a-z][a-z ]*>/);
	});

	test("everything that these pages ask of AWS about the firewall and certificates is asked in us-east-1", () => {
		const regional = aws.asked.filter(
			({ service: asks, input }) => asks === "acm" || JSON.stringify(input).includes("-firewall-AlarmTopic"),
		);

		expect(regional.length).toBeGreaterThan(3);
		for (const { region } of regional) expect(region).toBe("us-east-1");
	});

	test("each query of these pages can be given to `ask` in single quotes, and `ask` asks all log groups of the stage", () => {
		const asked = aws.asked.filter(({ operation }) => operation === "StartQuery").map(({ input }) => input.queryString);
		const written = PAGES.flatMap((name) =>
			Array.from(pageNamed(name).matchAll(/`((?:filter|stats) [^`\n]+)`/g), ([, query]) => query),
		);

		expect(asked).toEqual([
			expect.stringMatching(/^SOURCE logGroups\(namePrefix: \['ticket-sales-prod'\]\) \| filter level/),
		]);
		expect(written.length).toBeGreaterThan(12);
		for (const query of written) expect(query).not.toMatch(/'|SOURCE|(?:sum|avg)\([^)]*[<>=]/);
	});
});

describeWithAws("the CDK commands of docs/operations/", () => {
	const recorded = () => readFileSync(join(directory, "recorded"), "utf8").trim().split("\n");
	const cdk = () => recorded().filter((line) => line.startsWith("cdk "));
	const settings = new Set(
		Array.from(
			readFileSync(join(ROOT, "lib/settings.ts"), "utf8").matchAll(/"([a-z]+[A-Z]\w+|stage)"/g),
			([, name]) => name,
		),
	);

	test("they deploy stacks that exist, with settings that exist, and say which stage they mean", () => {
		expect(cdk().length).toBeGreaterThan(10);
		for (const line of cdk()) {
			const words = line.split(" ").slice(2);
			const given = words.flatMap((word, index) => (words[index - 1] === "--context" ? [word] : []));
			const stacks = words.filter((word) => word.startsWith("ticket-sales-"));
			for (const setting of given) expect(settings).toContain(setting.split("=")[0]);
			for (const stack of stacks) {
				expect(stackNamed(stack)).toBeDefined();
				expect(given).toContain(`stage=${/^ticket-sales-([a-z]+)/.exec(stack)?.[1]}`);
			}
			for (const option of words.filter((word) => word.startsWith("--"))) {
				expect(["--all", "--context", "--exclusively", "--require-approval"]).toContain(option);
			}
		}
	});
});
