import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { OWN_DOMAIN } from "../lib/deployment.ts";
import { type Answer, type Asked, type EmulatedAws, emulateAws, refused, runProgram } from "./emulated-aws.ts";

let directory = "";
let aws: EmulatedAws | undefined;
beforeEach(() => {
	directory = mkdtempSync(join(tmpdir(), "preflight-"));
});
afterEach(async () => {
	rmSync(directory, { recursive: true });
	await aws?.stop();
});

const ACCOUNT = "111111111111";
const stack = (StackStatus: string, more: object = {}) => ({
	Stacks: [{ StackName: "a", CreationTime: "2026-11-29T00:00:00Z", StackStatus, ...more }],
});
const BOOTSTRAPPED = stack("CREATE_COMPLETE", {
	Outputs: [{ OutputKey: "BootstrapVersion", OutputValue: "27" }],
});
const NOT_BOOTSTRAPPED = refused("ValidationError", "Stack with id CDKToolkit does not exist");
const distributions = (items: string) =>
	`<DistributionList><Marker/><MaxItems>100</MaxItems><IsTruncated>false</IsTruncated><Quantity>1</Quantity><Items>${items}</Items></DistributionList>`;
const distribution = (Id: string, alias: string, comment = "") =>
	`<DistributionSummary><Id>${Id}</Id><Comment>${comment}</Comment><Aliases><Quantity>1</Quantity><Items><CNAME>${alias}</CNAME></Items></Aliases></DistributionSummary>`;

/** An account in which everything is ready for prod, and nothing of it is deployed. */
const ANSWERS: Record<string, Answer> = {
	GetCallerIdentity: () => ({ Account: ACCOUNT, Arn: "arn:aws:iam::1:user/me", UserId: "me" }),
	DescribeStacks: ({ input }) => {
		if (input.StackName === "CDKToolkit") return BOOTSTRAPPED;
		throw refused("ValidationError", `Stack with id ${input.StackName} does not exist`);
	},
	"GET /2016-08-19/account-settings": () => ({
		AccountLimit: { ConcurrentExecutions: 1_000, UnreservedConcurrentExecutions: 1_000 },
	}),
	DescribeLimits: () => ({ TableMaxReadCapacityUnits: 40_000, TableMaxWriteCapacityUnits: 40_000 }),
	DescribeCertificate: () => ({ Certificate: { Status: "ISSUED", DomainName: "*.example.com" } }),
	"GET /2020-05-31/distribution": () => distributions(distribution("E1", "other.example.com")),
};

async function preflight(
	context: Record<string, string>,
	answers: Record<string, Answer> = {},
	region = "eu-central-1",
) {
	const all: Record<string, Answer> = { ...ANSWERS, ...answers };
	const answer = (asked: Asked) => all[asked.operation]?.(asked);
	aws = await emulateAws(answer, region);
	const args = Object.entries(context).flatMap(([name, value]) => ["--context", `${name}=${value}`]);
	return runProgram(directory, "preflight.ts", args, aws.environment);
}

const PROD = { stage: "prod", ...OWN_DOMAIN };
const FIRST = { ...PROD, firstDeployment: "true" };
const DEPLOYED: Answer = ({ input }) => (input.StackName === "CDKToolkit" ? BOOTSTRAPPED : stack("UPDATE_COMPLETE"));

test("an account that is ready for the first deployment of prod passes", async () => {
	const { status, output } = await preflight(FIRST);

	expect(output).not.toMatch(/^missing/m);
	expect(output).toContain("Nothing that is known stops this deployment.");
	expect(status).toBe(0);
});

test("an account in which prod is deployed passes, though its reservations leave less than prod needs", async () => {
	const settings = { AccountLimit: { ConcurrentExecutions: 1_000, UnreservedConcurrentExecutions: 175 } };
	const { status, output } = await preflight(PROD, {
		DescribeStacks: DEPLOYED,
		"GET /2016-08-19/account-settings": () => settings,
	});

	expect(output).not.toMatch(/^missing/m);
	expect(status).toBe(0);
});

test("a domain without a CNAME to the distribution stops nothing, for an alias record shows none", async () => {
	const Outputs = [{ OutputKey: "DistributionName", OutputValue: "d1.cloudfront.net" }];
	const { status, output } = await preflight(PROD, {
		DescribeStacks: (asked) =>
			asked.input.StackName?.endsWith("-edge") ? stack("UPDATE_COMPLETE", { Outputs }) : DEPLOYED(asked),
	});

	expect(output).toContain(
		"look      domain tickets.example.com: no CNAME to d1.cloudfront.net. If you use an alias record, check it yourself.\n",
	);
	expect(status).toBe(0);
});

test("in us-east-1 the bootstrap of one region is looked for, once", async () => {
	const { status, output } = await preflight(FIRST, {}, "us-east-1");

	expect(output.match(/bootstrap of us-east-1/g)).toHaveLength(1);
	expect(status).toBe(0);
});

describe("what stops a deployment", () => {
	test.each<[string, Record<string, string>, Record<string, Answer>, RegExp]>([
		[
			"a region without bootstrap",
			FIRST,
			{
				DescribeStacks: ({ input, region }) => {
					if (input.StackName === "CDKToolkit" && region === "eu-central-1") return BOOTSTRAPPED;
					throw NOT_BOOTSTRAPPED;
				},
			},
			/bootstrap of us-east-1: missing\. Run: npx cdk bootstrap aws:\/\/111111111111\/us-east-1/,
		],
		[
			"an old bootstrap",
			FIRST,
			{
				DescribeStacks: ({ input }) => {
					const Outputs = [{ OutputKey: "BootstrapVersion", OutputValue: "4" }];
					if (input.StackName === "CDKToolkit") return stack("CREATE_COMPLETE", { Outputs });
					throw NOT_BOOTSTRAPPED;
				},
			},
			/bootstrap of eu-central-1: version 4/,
		],
		[
			"a protected stack whose first deployment failed",
			FIRST,
			{
				DescribeStacks: ({ input }) =>
					input.StackName === "CDKToolkit"
						? BOOTSTRAPPED
						: stack("ROLLBACK_COMPLETE", { EnableTerminationProtection: "true" }),
			},
			/cannot be made again\. Run: aws cloudformation update-termination-protection --no-enable-termination-protection --region us-east-1 --stack-name ticket-sales-prod-firewall$/m,
		],
		[
			"a stack that could not be taken back",
			FIRST,
			{ DescribeStacks: ({ input }) => (input.StackName === "CDKToolkit" ? BOOTSTRAPPED : stack("ROLLBACK_FAILED")) },
			/ROLLBACK_FAILED.*delete-stack --deletion-mode FORCE_DELETE_STACK/,
		],
		[
			"a deployment under way",
			PROD,
			{
				DescribeStacks: ({ input }) => (input.StackName === "CDKToolkit" ? BOOTSTRAPPED : stack("UPDATE_IN_PROGRESS")),
			},
			/UPDATE_IN_PROGRESS\. Wait/,
		],
		["a first deployment that would protect what may fail", PROD, {}, /Add --context firstDeployment=true/],
		["a later deployment that would take the protection away", FIRST, { DescribeStacks: DEPLOYED }, /Leave it out/],
		[
			"a new account's quota of functions",
			FIRST,
			{
				"GET /2016-08-19/account-settings": () => ({
					AccountLimit: { ConcurrentExecutions: 10, UnreservedConcurrentExecutions: 10 },
				}),
			},
			/prod needs 935 copies, 10 of the account's 10 are left/,
		],
		[
			"a quota of functions that others have reserved",
			FIRST,
			{
				"GET /2016-08-19/account-settings": () => ({
					AccountLimit: { ConcurrentExecutions: 1_000, UnreservedConcurrentExecutions: 900 },
				}),
			},
			/prod needs 935 copies, 900 of the account's 1000 are left/,
		],
		[
			"a quota of functions that others have reserved, after a first deployment that was taken back",
			FIRST,
			{
				DescribeStacks: ({ input }) => (input.StackName === "CDKToolkit" ? BOOTSTRAPPED : stack("ROLLBACK_COMPLETE")),
				"GET /2016-08-19/account-settings": () => ({
					AccountLimit: { ConcurrentExecutions: 1_000, UnreservedConcurrentExecutions: 900 },
				}),
			},
			/prod needs 935 copies, 900 of the account's 1000 are left/,
		],
		[
			"an alarm that counts on more copies than the account has",
			{ stage: "dev", accountConcurrency: "1000" },
			{
				"GET /2016-08-19/account-settings": () => ({
					AccountLimit: { ConcurrentExecutions: 10, UnreservedConcurrentExecutions: 10 },
				}),
			},
			/Add --context accountConcurrency=10, or it can never ring/,
		],
		[
			"a table that may not serve what the stage gives it",
			FIRST,
			{ DescribeLimits: () => ({ TableMaxReadCapacityUnits: 10_000, TableMaxWriteCapacityUnits: 40_000 }) },
			/prod needs 40000 read and 40000 write units a second, the account allows 10000/,
		],
		[
			"a certificate that is not issued",
			FIRST,
			{
				DescribeCertificate: () => ({
					Certificate: {
						Status: "PENDING_VALIDATION",
						DomainValidationOptions: [
							{ DomainName: "a", ResourceRecord: { Name: "_x.example.com", Type: "CNAME", Value: "_y.aws" } },
						],
					},
				}),
			},
			/it is PENDING_VALIDATION.*_x\.example\.com CNAME _y\.aws/,
		],
		[
			"a certificate for another domain",
			FIRST,
			{ DescribeCertificate: () => ({ Certificate: { Status: "ISSUED", DomainName: "example.com" } }) },
			/it is for example\.com, not for tickets\.example\.com/,
		],
		["a certificate that is not there", FIRST, { DescribeCertificate: () => undefined }, /is not in this account/],
		[
			"a domain that another distribution has",
			FIRST,
			{ "GET /2020-05-31/distribution": () => distributions(distribution("E9", OWN_DOMAIN.domainName)) },
			/distribution E9 has the domain tickets\.example\.com already/,
		],
	])("%s is named, with what to do", async (_, context, answers, expected) => {
		const { status, output } = await preflight(context, answers);

		expect(output).toMatch(expected);
		expect(output).toMatch(/would stop this deployment/);
		expect(status).toBe(1);
	});

	test("a stage that is deployed in another region is no first deployment here", async () => {
		const elsewhere = distribution("E9", "old.example.com", "Ticket sales (prod), edge key 2");
		const { status, output } = await preflight(PROD, {
			"GET /2020-05-31/distribution": () => distributions(elsewhere),
		});

		expect(output).toMatch(/missing {3}region eu-central-1: distribution E9 is the edge of prod.*in another region/);
		expect(output).toContain(
			"have never been deployed in eu-central-1. Add --context firstDeployment=true if that is its region",
		);
		expect(status).toBe(1);
	});

	test("the edge of this region, or of another stage, is not in the way", async () => {
		const here = distribution("E1", OWN_DOMAIN.domainName, "Ticket sales (prod), edge key 1");
		const outputs = [{ OutputKey: "DistributionId", OutputValue: "E1" }];
		const ofDev = distribution("E2", "old.example.com", "Ticket sales (dev), edge key 1");

		const again = await preflight(PROD, {
			DescribeStacks: ({ input }) =>
				input.StackName === "CDKToolkit" ? BOOTSTRAPPED : stack("UPDATE_COMPLETE", { Outputs: outputs }),
			"GET /2020-05-31/distribution": () => distributions(here),
		});
		await aws?.stop();
		const first = await preflight(FIRST, { "GET /2020-05-31/distribution": () => distributions(ofDev) });

		expect([again.status, first.status]).toEqual([0, 0]);
	});

	test("a region to which CloudFront delivers no logs", async () => {
		const { status, output } = await preflight(FIRST, {}, "eu-south-1");

		expect(output).toContain("missing   region eu-south-1");
		expect(status).toBe(1);
	});

	test("credentials that have expired are said in one sentence", async () => {
		const { status, output } = await preflight(FIRST, {
			GetCallerIdentity: () => {
				throw refused("ExpiredToken", "The security token included in the request is expired");
			},
		});

		expect(output).toMatch(
			/^AWS does not accept your credentials \(ExpiredToken: .*\)\. Get new ones and run the command again\.$/m,
		);
		expect(status).toBe(1);
	});

	test.each([
		["deniedCountries", "Germany"],
		["deniedAddresses", "10.0.0.0/8"],
		["lockingBackEnds", "everywhere"],
		["underAttack", "yes"],
		["edgeKey", "x"],
	])("a setting of the edge or the firewall that the deployment would refuse: %s=%s", async (name, value) => {
		const { status, output } = await preflight({ ...FIRST, [name]: value });

		expect(output).toContain(`missing   a setting: "${value}" cannot be`);
		expect(status).toBe(1);
	});

	test("a setting that the deployment would refuse", async () => {
		const { status, output } = await preflight({ stage: "prod" });

		expect(output).toContain("missing   a setting: Stage prod needs domainName and certificateArn");
		expect(status).toBe(1);
	});
});

test("a stack of dev that was taken back does not stop the next deployment, which deletes it first", async () => {
	const { status, output } = await preflight(
		{ stage: "dev", accountConcurrency: "1000" },
		{ DescribeStacks: ({ input }) => (input.StackName === "CDKToolkit" ? BOOTSTRAPPED : stack("ROLLBACK_COMPLETE")) },
	);

	expect(output).toContain("ticket-sales-dev: its first deployment failed; the next one deletes it");
	expect(status).toBe(0);
});

test("no API says whether CloudFront takes a new account, so that is said and stops nothing", async () => {
	const { status, output } = await preflight(FIRST, { "GET /2020-05-31/distribution": () => distributions("") });

	expect(output).toMatch(/^look {6}CloudFront: .*Your account must be verified/m);
	expect(status).toBe(0);
});

test("settings of cdk.json count, as they do for the deployment", async () => {
	writeFileSync(join(directory, "cdk.json"), JSON.stringify({ context: FIRST }));

	const { status, output } = await preflight({});

	expect(output).toContain("stack ticket-sales-prod-edge");
	expect(status).toBe(0);
});
